import { z } from 'zod';
import type { App } from './seed.js';

/** The longest leeway, in seconds (docs/okta-facts.md, section 4.5). */
const MAX_LEEWAY = 60;

const LEEWAY = `Expected whole seconds from 0 to ${MAX_LEEWAY}.`;

/**
 * What becomes of a refresh token when it is used (docs/okta-facts.md, section 4.5). `ROTATE`: it is exchanged for
 * another, and is good for the leeway more, in seconds, for clients whose answer got lost. `STATIC`: it stays.
 */
export const rotationSchema = z.strictObject({
  rotation_type: z.enum(['ROTATE', 'STATIC'], 'Expected ROTATE or STATIC.'),
  leeway: z.int(LEEWAY).min(0, LEEWAY).max(MAX_LEEWAY, LEEWAY),
});

export type Rotation = z.infer<typeof rotationSchema>;

/** Okta's default for single-page apps. */
export const DEFAULT_ROTATION: Rotation = { rotation_type: 'ROTATE', leeway: 30 };

/** The setting of an app; the default where there is no app that could have one. */
export function rotationOf(app: App | undefined): Rotation {
  return app?.type === 'browser' ? app.refresh_token : DEFAULT_ROTATION;
}
