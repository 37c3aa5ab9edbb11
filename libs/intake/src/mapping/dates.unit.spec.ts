import { readDate } from './dates.js';
import type { DateFormat } from './mapping.js';

describe('dates as registers write them', () => {
  test.each<[string, readonly DateFormat[], 'start' | 'end', string | undefined]>([
    ['2/28/2022', ['M/D/YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['28/2/2022', ['D/M/YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['28.02.2022', ['D.M.YYYY'], 'start', '2022-02-28T00:00:00.000Z'],
    ['20220228', ['YYYYMMDD'], 'start', '2022-02-28T00:00:00.000Z'],
    ['2022-02-28', ['M/D/YYYY', 'YYYY-MM-DD'], 'start', '2022-02-28T00:00:00.000Z'],
    ['2022', ['YYYY'], 'start', '2022-01-01T00:00:00.000Z'],
    ['2022', ['YYYY'], 'end', '2022-12-31T00:00:00.000Z'],
    ['2022-02-28T23:30:00-05:00', ['RFC 3339'], 'start', '2022-03-01T04:30:00.000Z'],
    ['2/30/2022', ['M/D/YYYY'], 'start', undefined],
    ['13/1/2022', ['M/D/YYYY'], 'start', undefined],
    ['2022-2-8', ['YYYY-MM-DD'], 'start', undefined],
    ['yesterday', ['YYYY-MM-DD', 'RFC 3339'], 'start', undefined],
  ])('%s as %j (%s) is %s', (cell, formats, edge, instant) => {
    expect(readDate(cell, { formats, edge, clock: 'start', utcOffset: 0 })).toBe(instant);
  });

  test.each<[string, DateFormat, number, string | undefined]>([
    ['2015年3月1日', 'YYYY年M月D日', 0, '2015-03-01T00:00:00.000Z'],
    ['2015-03-01 23:59:59', 'YYYY-MM-DD HH:mm:ss', 480, '2015-03-01T15:59:59.000Z'],
    ['2015/3/1 9:05:00', 'YYYY/M/D H:mm:ss', 480, '2015-03-01T01:05:00.000Z'],
    ['20150301090500', 'YYYYMMDDHHmmss', -300, '2015-03-01T14:05:00.000Z'],
    ['2015-03-01 24:00:00', 'YYYY-MM-DD HH:mm:ss', 480, undefined],
    ['2015-03-01 12:60:00', 'YYYY-MM-DD HH:mm:ss', 0, undefined],
    ['2015-02-29 12:00:00', 'YYYY-MM-DD HH:mm:ss', 0, undefined],
    ['２０１５-03-01', 'YYYY-MM-DD', 0, undefined],
    ['0000-01-01', 'YYYY-MM-DD', 480, undefined],
    ['2015-03-01T09:00:00+08:00', 'RFC 3339', 480, '2015-03-01T01:00:00.000Z'],
    ['2015', 'YYYY', 480, '2014-12-31T16:00:00.000Z'],
  ])('%s as %s, %i minutes east, is %s', (cell, format, utcOffset, instant) => {
    expect(readDate(cell, { formats: [format], edge: 'start', clock: 'start', utcOffset })).toBe(instant);
  });
});
