/**
 * The 31 provincial-level divisions of mainland China, as real geography for an unreal market: weight ≈ share of the
 * country's insurance premium (rounded by us, no statistic), whether typhoons reach it, and two real cities each.
 */
export interface Province {
  readonly id: string;
  readonly weight: number;
  readonly typhoons: boolean;
  readonly cities: readonly [string, string];
}

const province = (id: string, weight: number, cities: readonly [string, string], typhoons = false): Province => ({
  id,
  weight,
  typhoons,
  cities,
});

export const PROVINCES: readonly Province[] = [
  province('Guangdong', 13, ['Guangzhou', 'Foshan'], true),
  province('Jiangsu', 9.5, ['Nanjing', 'Suzhou'], true),
  province('Shandong', 7.6, ['Jinan', 'Yantai'], true),
  province('Zhejiang', 6.6, ['Hangzhou', 'Wenzhou'], true),
  province('Beijing', 6, ['Dongcheng', 'Haidian']),
  province('Henan', 5.3, ['Zhengzhou', 'Luoyang']),
  province('Sichuan', 5.1, ['Chengdu', 'Mianyang']),
  province('Shanghai', 5, ['Pudong', 'Minhang'], true),
  province('Hebei', 4.4, ['Shijiazhuang', 'Tangshan']),
  province('Hubei', 4.3, ['Wuhan', 'Yichang']),
  province('Hunan', 3.4, ['Changsha', 'Yueyang']),
  province('Anhui', 3.1, ['Hefei', 'Wuhu']),
  province('Fujian', 2.9, ['Fuzhou', 'Quanzhou'], true),
  province('Shaanxi', 2.4, ['Xian', 'Baoji']),
  province('Liaoning', 2.3, ['Shenyang', 'Anshan']),
  province('Chongqing', 2.2, ['Yuzhong', 'Wanzhou']),
  province('Jiangxi', 2.1, ['Nanchang', 'Ganzhou']),
  province('Heilongjiang', 2.1, ['Harbin', 'Daqing']),
  province('Shanxi', 2.1, ['Taiyuan', 'Datong']),
  province('Guangxi', 1.7, ['Nanning', 'Guilin'], true),
  province('Yunnan', 1.6, ['Kunming', 'Dali']),
  province('Xinjiang', 1.5, ['Urumqi', 'Kashgar']),
  province('Tianjin', 1.5, ['Heping', 'Binhai']),
  province('Neimenggu', 1.4, ['Hohhot', 'Baotou']),
  province('Jilin', 1.4, ['Changchun', 'Siping']),
  province('Guizhou', 1.1, ['Guiyang', 'Zunyi']),
  province('Gansu', 1.1, ['Lanzhou', 'Tianshui']),
  province('Ningxia', 0.5, ['Yinchuan', 'Shizuishan']),
  province('Hainan', 0.5, ['Haikou', 'Sanya'], true),
  province('Qinghai', 0.3, ['Xining', 'Golmud']),
  province('Xizang', 0.2, ['Lhasa', 'Shigatse']),
];
