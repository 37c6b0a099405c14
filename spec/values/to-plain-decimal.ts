import {MAX_NUMBER_CHARACTERS} from '../limits.js';

/**
 * A decimal number -> the same without an exponent, digit by digit: `1.5e3` -> `1500`. Text that is no such number
 * stays as it is, and so does one with an absurd exponent: its zeros would fill the memory.
 */
export function toPlainDecimal(decimal: string): string {
  const [mantissa = '', exponent] = decimal.toLowerCase().split('e', 2);
  const power = Number(exponent);
  const isSensible = Number.isInteger(power) && Math.abs(power) <= MAX_NUMBER_CHARACTERS;
  if (exponent === undefined || !isSensible) return decimal;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.', 2);
  const digits = whole + fraction;
  const point = whole.length + power;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const shifted = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  return point >= digits.length ? sign + shifted : `${sign}${shifted}.${digits.slice(point)}`;
}
