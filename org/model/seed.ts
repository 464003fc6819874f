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
    const requireUnique = (list: string, field: string, values: string[]): void =>
      values.forEach((value, index) => {
        if (values.indexOf(value) === index) return;
        const path = [list, index, ...field.split('.')];
        context.addIssue({ code: 'custom', path, message: `"${value}" appears twice` });
      });
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
