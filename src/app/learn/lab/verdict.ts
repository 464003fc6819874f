import type { Attack } from '../../../../dpop/attacks/attack';
import type { Attempt } from '../../../../dpop/attacks/run-attacks';

/** What came of an attempt: a shape, a word, and a colour that only helps. */
export interface Verdict {
  look: 'ok' | 'bad' | 'off';
  /** A path on a square of 16. */
  icon: string;
  text: string;
  /** What stopped it. */
  code?: string;
  /** After the code. */
  rest?: string;
}

export const ICONS = {
  stopped: 'M1.5 8H9M11.5 2.5v11',
  through: 'M1.5 8h12M9.5 4l4 4-4 4M6.5 2v3M6.5 11v3',
  none: 'M4 8h8',
  open: 'M8 3a5 5 0 1 1 0 10a5 5 0 0 1 0-10z',
  passed: 'M3 8.5l3.2 3.2L13 4.6',
  off: 'M4 4l8 8M12 4l-8 8',
  unknown: 'M5.5 6.2a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6M8 12.4v.6',
} as const;

const off = (icon: keyof typeof ICONS, text: string): Verdict => ({ look: 'off', icon: ICONS[icon], text });

/** @param ignored the check that the org ignored */
export function verdictOf(attempt: Attempt | undefined, ignored: string | null): Verdict {
  if (!attempt) return off('open', 'not run');
  const { outcome, stoppedBy = '' } = attempt;
  switch (outcome) {
    case 'stopped':
      return stoppedBy.startsWith('a closed')
        ? { look: 'ok', icon: ICONS.stopped, text: 'stopped, connection closed' }
        : { look: 'ok', icon: ICONS.stopped, text: 'stopped', code: stoppedBy };
    case 'got through':
      return ignored === null
        ? { look: 'bad', icon: ICONS.through, text: 'got through' }
        : { look: 'bad', icon: ICONS.through, text: 'got through,', code: ignored, rest: 'is off' };
    case 'no defence':
      return { look: 'bad', icon: ICONS.through, text: 'got through, no defence' };
    case 'not applicable':
      return off('none', 'not applicable');
    case 'could not tell':
      return off('unknown', 'could not tell');
  }
}

/** What came of the same with a bearer token. */
export function bearerVerdictOf(
  { bearer: possible, needs }: Attack,
  result: { bearer?: Attempt } | undefined,
  hasToken: boolean,
): Verdict {
  if (!possible) return off('none', 'no proof');
  if (!result) return off('open', 'not run');
  if (result.bearer) return verdictOf(result.bearer, null);
  return off('none', hasToken || needs === 'nonce' ? 'not applicable' : 'no token');
}
