const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Formats a size in its largest unit, in steps of 1,024 like the S3 console. */
export function sizeText(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1_024)));
  const size = bytes / 1_024 ** step;
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[step] ?? 'B'}`;
}
