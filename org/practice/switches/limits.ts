import type { SwitchSettings } from './switches.js';

/** The switches that are numbers. */
export type NumberSwitchName = Exclude<keyof SwitchSettings, 'apiNonce'>;

/** Between which whole numbers each of them may be set, in the console and by the API alike. */
export const LIMITS: Record<NumberSwitchName, { least: number; most: number }> = {
  clockShift: { least: -31_536_000, most: 31_536_000 }, // a year
  accessTokenLifetime: { least: 1, most: 86_400 },
  tooManyRequests: { least: 0, most: 1000 },
  serverErrors: { least: 0, most: 1000 },
  delay: { least: 0, most: 30_000 },
};
