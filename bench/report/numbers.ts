/** A number with three digits that count. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 4), minimumFractionDigits: Math.min(digits, 2) }); // prettier-ignore
}
