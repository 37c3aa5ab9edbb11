/**
 * The yearly lists of life insurers as they are submitted: made up from a seed, in the shape of the real ones. Every list is
 * a table of a company's rows of 2015, numbered from 1 on.
 */
export interface SubmittedList {
  readonly header: string;
  readonly rows: readonly string[];
  /** The whole file. */
  readonly text: string;
}

export const COMPANY = '000002';
const AREAS = ['110000', '360000', '440300', '000000'];

/** A small generator of its own (mulberry32): the same seed gives the same lists everywhere. */
class Dice {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

const DAY_MS = 86_400_000;
const day = (number: number): string => new Date(Date.UTC(2015, 0, 1) + number * DAY_MS).toISOString().slice(0, 10);

export const recordKey = (serial: number, company = COMPANY): string =>
  `${company}2015${String(serial).padStart(10, '0')}`;

function list(titles: readonly string[], size: number, cells: (serial: number) => readonly string[]): SubmittedList {
  const header = ['记录主键', '公司代码', '地区代码', ...titles].join(',');
  const rows = Array.from({ length: size }, (_, index) => cells(index + 1).join(','));
  return { header, rows, text: asFile(header, rows) };
}

export const asFile = (header: string, rows: readonly string[]): string => [header, ...rows, ''].join('\r\n');

const opening = (dice: Dice, serial: number): string[] => [recordKey(serial), COMPANY, dice.pick(AREAS)];

export function callList(seed: number, size: number): SubmittedList {
  const dice = new Dice(seed);
  return list(['呼入时间', '来电号码', '接听时间', '挂断时间', '是否接通'], size, (serial) => {
    const date = day(dice.below(330));
    const at = 60 * dice.below(24 * 60 - 60);
    const clock = (seconds: number): string => `${date} ${new Date(seconds * 1000).toISOString().slice(11, 19)}`;
    const waiting = dice.below(120);
    const connected = dice.chance(85);
    return [
      ...opening(dice, serial),
      ...[clock(at), `138****${String(dice.below(10_000)).padStart(4, '0')}`],
      ...[connected ? clock(at + waiting) : '', clock(at + waiting + (connected ? 30 + dice.below(600) : 0))],
      connected ? '01' : '00',
    ];
  });
}

export function deliveryList(seed: number, size: number): SubmittedList {
  const dice = new Dice(seed);
  return list(['投保日期', '承保日期', '销售渠道', '是否有回执', '回执日期'], size, (serial) => {
    const applied = dice.below(300);
    const issued = applied + dice.below(6);
    const received = dice.chance(92);
    return [
      ...opening(dice, serial),
      ...[day(applied), day(issued), dice.pick(['个险', '银保', '电销'])],
      ...[received ? '是' : '否', received ? day(issued + dice.below(20)) : ''],
    ];
  });
}

export function callbackList(seed: number, size: number): SubmittedList {
  const dice = new Dice(seed);
  const titles = ['保单号', '承保日期', '回执日期', '犹豫期截止日期', '是否完成回访', '回访日期', '回访方式'];
  return list(titles, size, (serial) => {
    const issued = dice.below(300);
    const received = issued + dice.below(10);
    const ends = received + 15;
    const done = dice.chance(90);
    return [
      ...opening(dice, serial),
      ...[`P2015${String(serial).padStart(8, '0')}`, day(issued), day(received), day(ends), done ? '01' : '00'],
      // Some on the very last day, which is in time, and some after it.
      ...(done ? [day(dice.pick([received + 3, ends, ends + 2])), '电话'] : ['', '']),
    ];
  });
}

export function claimList(seed: number, size: number): SubmittedList {
  const dice = new Dice(seed);
  return list(['赔案号', '报案日期', '申请日期', '结案日期', '结案类型'], size, (serial) => {
    const reported = dice.below(280);
    const applied = reported + dice.below(10);
    const closed = dice.chance(90);
    return [
      ...opening(dice, serial),
      ...[`C2015${String(serial).padStart(8, '0')}`, day(reported), day(applied)],
      ...(closed ? [day(applied + dice.below(40)), dice.pick(['01', '01', '01', '02', '03', '04'])] : ['', '']),
    ];
  });
}

export function servicingList(seed: number, size: number): SubmittedList {
  const dice = new Dice(seed);
  return list(['保全受理号', '保全类型', '申请日期', '是否通过', '审批日期'], size, (serial) => {
    const applied = dice.below(320);
    const decided = dice.chance(95);
    const approved = decided && dice.chance(96);
    return [
      ...opening(dice, serial),
      ...[`B2015${String(serial).padStart(8, '0')}`, dice.pick(['联系方式变更', '退保', '保单贷款'])],
      ...[day(applied), approved ? '01' : '00', decided ? day(applied + dice.below(8)) : ''],
    ];
  });
}

/** The 18 items of every area; a few of what the company declares the system does not find. */
export function quotaList(seed: number): SubmittedList {
  const dice = new Dice(seed);
  const items = Array.from({ length: 18 }, (_, index) => String(index + 1).padStart(2, '0'));
  const places = AREAS.flatMap((area) => items.map((item) => [area, item] as const));
  return list(['指标项代码', '公司申报值', '系统计算值', '是否一致'], places.length, (serial) => {
    const [area = '', item = ''] = places[serial - 1] ?? [];
    const recomputed = 100 + dice.below(10_000);
    const declared = dice.chance(10) ? recomputed + 1 + dice.below(20) : recomputed;
    return [
      ...[recordKey(serial), COMPANY, area, item],
      ...[String(declared), String(recomputed), declared === recomputed ? '01' : '00'],
    ];
  });
}
