/** Numbers as registers print them → exact decimal text. No binary fraction is ever made on the way. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d+))?$/;

/**
 * `1,234.50` → `1234.5`; with `shift: 6`, `140.474` → `140474000`. Zeros that say nothing are dropped, so that one number
 * has one spelling. Undefined when the cell is no such number.
 *
 * @param thousands the sign between groups of three digits; where it is a point, the comma is the decimal sign.
 */
export function readDecimal(cell: string, thousands: string | undefined, shift: number): string | undefined {
  const plain = ungroup(cell, thousands);
  const match = plain === undefined ? null : NUMBER.exec(plain);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded =
    point > digits.length
      ? digits.padEnd(point, '0')
      : point < 0
        ? digits.padStart(digits.length - point, '0')
        : digits;
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+/, '') || '0';
  const rest = padded.slice(at).replace(/0+$/, '');
  const text = rest === '' ? integer : `${integer}.${rest}`;
  return sign === '-' && text !== '0' ? `-${text}` : text;
}

function ungroup(cell: string, thousands: string | undefined): string | undefined {
  if (thousands === undefined) return cell;
  const decimal = thousands === '.' ? ',' : '.';
  const [whole = '', ...fractions] = cell.split(decimal);
  if (fractions.length > 1) return undefined;
  const groups = whole.split(thousands);
  // 1,23,4 is a misread number and not a thousand: groups after the first have three digits.
  if (groups.slice(1).some((group) => !/^\d{3}$/.test(group))) return undefined;
  return [groups.join(''), ...fractions].join('.');
}
