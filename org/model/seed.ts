import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { appSchema } from './app.js';
import { fieldPath } from './settings-error.js';
import { trustedOriginSchema } from './trusted-origins.js';
import { userSchema } from './user.js';

const seedSchema = z
  .strictObject({
    users: z.array(userSchema).min(1),
    apps: z.array(appSchema).min(1),
    // Optional, since older seeds have none.
    trustedOrigins: z.array(trustedOriginSchema).default([]),
  })
  .superRefine((seed, context) => {
    const requireUnique = (list: string, field: string, values: string[]): void => {
      const seen = new Set<string>();
      values.forEach((value, index) => {
        const path = [list, index, ...field.split('.')];
        if (seen.has(value)) context.addIssue({ code: 'custom', path, message: `"${value}" appears twice` });
        seen.add(value);
      });
    };
    requireUnique('users', 'id', seed.users.map(({ id }) => id)); // prettier-ignore
    requireUnique('users', 'profile.login', seed.users.map(({ profile }) => profile.login.toLowerCase())); // prettier-ignore
    requireUnique('apps', 'client_id', seed.apps.map((app) => app.client_id)); // prettier-ignore
    for (const field of ['id', 'name', 'origin'] as const) {
      requireUnique('trustedOrigins', field, seed.trustedOrigins.map((trusted) => trusted[field])); // prettier-ignore
    }
  });

/** What an org starts with. */
export type Seed = z.infer<typeof seedSchema>;

/** Thrown by {@link readSeed}. The message names the file and has a line for each wrong field. */
export class SeedError extends Error {
  readonly code = 'ERR_SEED';
  override readonly name = 'SeedError';
}

/**
 * Reads and validates a seed.
 *
 * @param path of the JSON file
 * @throws SeedError when the file cannot be read, is not JSON, or has wrong fields (each by its path, as `users[3].status`)
 */
export function readSeed(path: string): Seed {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SeedError(`The seed ${path} cannot be read: ${(error as Error).message}`);
  }
  const result = seedSchema.safeParse(json);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${fieldPath(issue.path)}: ${issue.message}`);
  throw new SeedError(`The seed ${path} is wrong:\n${lines.join('\n')}`);
}

/** Where the shipped seed says that the Angular app is. */
const SEED_APP_ORIGIN = 'http://localhost:4200';

/**
 * A seed whose addresses of the Angular app (redirect URIs, trusted origins) have the port that it really has. Other
 * addresses stay as they are.
 */
export function withAppPort(seed: Seed, appPort: number): Seed {
  const { origin: appOrigin } = new URL(`http://localhost:${appPort}`);
  const follow = (uri: string): string =>
    uri.startsWith(SEED_APP_ORIGIN) && new URL(uri).origin === SEED_APP_ORIGIN
      ? appOrigin + uri.slice(SEED_APP_ORIGIN.length)
      : uri;
  return {
    ...seed,
    apps: seed.apps.map((app) => ({
      ...app,
      redirect_uris: app.redirect_uris.map(follow),
      post_logout_redirect_uris: app.post_logout_redirect_uris.map(follow),
    })),
    trustedOrigins: seed.trustedOrigins.map((trusted) => ({ ...trusted, origin: follow(trusted.origin) })),
  };
}
