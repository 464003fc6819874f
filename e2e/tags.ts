/** A test of the main job: it runs with `npm test`. */
export const JOURNEY = { tag: '@journey' };

/** A test of what differs between engines: it runs in Firefox, too. */
export const ENGINES = { tag: '@engines' };
