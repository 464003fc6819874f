import type { State } from './verdict';

/** Paths on a square of 16: a state has a shape and a word, its colour only helps. */
export const STATE_ICONS: Partial<Record<State | 'moment', string>> = {
  ok: 'M3 8.5l3.2 3.2L13 4.6',
  asked: 'M8 2l6 6-6 6-6-6z',
  stopped: 'M2 8h9M12 3v10',
  lost: 'M2 8h5M10 5l4 6M14 5l-4 6',
  held: 'M5.5 3v10M10.5 3v10',
};
