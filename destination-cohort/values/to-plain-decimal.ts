// Further digits than any system's numbers have would only be a way to fill the memory.
const MOST_DIGITS = 1000;

/** A decimal number -> the same without an exponent: `1.5e3` -> `1500`. */
export function toPlainDecimal(decimal: string): string {
  const [mantissa = '', exponent] = decimal.toLowerCase().split('e');
  const power = Number(exponent);
  if (exponent === undefined || Math.abs(power) > MOST_DIGITS) return decimal;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.');
  const digits = whole + fraction;
  const point = whole.length + power;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const shifted = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  return point >= digits.length ? sign + shifted : `${sign}${shifted}.${digits.slice(point)}`;
}
