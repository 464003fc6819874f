import { z } from 'zod';

/** The longest leeway, in seconds (docs/okta-facts.md, section 4.5). */
const MAX_LEEWAY = 60;

const LEEWAY = `Expected whole seconds from 0 to ${MAX_LEEWAY}.`;

/**
 * What happens to a refresh token when it is used (docs/okta-facts.md, section 4.5). `ROTATE`: it is replaced by a new
 * one, and stays valid for `leeway` seconds, for clients that did not receive the answer. `STATIC`: it stays.
 */
export const rotationSchema = z.strictObject({
  rotation_type: z.enum(['ROTATE', 'STATIC'], 'Expected ROTATE or STATIC.'),
  leeway: z.int(LEEWAY).min(0, LEEWAY).max(MAX_LEEWAY, LEEWAY),
});

export type Rotation = z.infer<typeof rotationSchema>;

/** Okta's default for single-page apps. */
export const DEFAULT_ROTATION: Rotation = { rotation_type: 'ROTATE', leeway: 30 };

/** What the schema of a browser app includes for it. */
export const rotationFields = { refresh_token: rotationSchema.default(DEFAULT_ROTATION) };

/** The rotation setting of an app. Returns the default for an app that has none, and without an app. */
export function rotationOf(app: { type: string; refresh_token?: Rotation } | undefined): Rotation {
  return app?.refresh_token ?? DEFAULT_ROTATION;
}
