/** The most rows of a list that are in the document at once: with all of a long session each choice of a row takes longer. */
export const SECTION = 300;

/** Sections begin at multiples of this, so that the rows do not move with each one that is added. */
const STEP = 100;

/** The index of the first row of the section at the end of a list. */
export function newest(length: number): number {
  return Math.max(0, Math.floor((length - 2 * STEP) / STEP) * STEP);
}

/** The index of the first row of a section that has a row in it, and others before and after it. */
export function sectionWith(index: number): number {
  return Math.max(0, Math.floor(index / STEP) * STEP - STEP);
}
