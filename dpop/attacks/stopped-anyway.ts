import type { CheckName } from '../checks/check.js';

/** Checks without which no attack of the catalogue gets through, and what stands behind them. */
export const STOPPED_ANYWAY: Partial<Record<CheckName, string>> = {
  crit: 'jose refuses an unknown extension, too, when it verifies the signature.',
};
