import type { Machine } from '../measure/machine.js';
import type { Outcome } from '../figures.js';

/** What a run of all benches has measured. */
export interface WholeRun {
  machine: Machine;
  seconds: number;
  benches: ({ name: string; title: string; about: string } & Outcome)[];
}
