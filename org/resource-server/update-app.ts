import { z } from 'zod';
import type { OrgContext } from '../context.js';
import { json, OktaError } from '../http/errors.js';
import { readJson } from '../http/json-body.js';
import { appSchema, fieldPath, type App } from '../seed.js';
import { appJson } from './app-json.js';
import { appOf, type AppContext } from './app-of.js';
import { checkKeySet, MAX_KEYS, readKey } from './read-key.js';
import { requireSuperAdmin } from './role.js';

/** What of an app can be changed; the rest of the body, such as `_links`, may be there as it came from a GET. */
const bodySchema = z.object({
  label: z.string().trim().min(1, 'The field cannot be left blank').max(100),
  settings: z
    .object({
      oauthClient: z
        .object({
          redirect_uris: z.array(z.string()).max(100).optional(),
          post_logout_redirect_uris: z.array(z.string()).max(100).optional(),
          grant_types: z.array(z.string()).max(10).optional(),
          application_type: z.string().optional(),
          dpop_bound_access_tokens: z.boolean().optional(),
          jwks: z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) }).nullish(),
        })
        .optional(),
    })
    .optional(),
});

/** `PUT /api/v1/apps/{id}`: changes an app, for super admins. What the body leaves out stays as it is. */
export function updateApp({ origin, directory }: OrgContext): (ctx: AppContext) => Promise<void> {
  return async (ctx) => {
    requireSuperAdmin(ctx.state.claims, directory);
    const app = appOf(ctx, directory);
    const { label, settings } = read(bodySchema, await readJson(ctx));
    const { application_type: type = app.type, jwks, ...client } = settings?.oauthClient ?? {};
    if (type !== app.type) throw invalid([`application_type: The type of an app, ${app.type}, cannot be changed.`]);

    const keys = jwks && app.type === 'service' ? await Promise.all(jwks.keys.map(readKey)) : undefined;
    if (keys) checkKeySet(keys);
    const change = { label, ...client, ...(keys && { jwks: { keys } }) };
    // Against the app as it is now: somebody may have changed it while the keys were read.
    const changed = directory.changeApp(app.client_id, (now) => read<App>(appSchema, { ...now, ...change }));
    json(ctx, appJson(origin, changed));
  };
}

/** @throws OktaError `E0000001` with a cause for each wrong field */
function read<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.slice(0, 20).map(({ path, message }) => `${fieldPath(path)}: ${message}`));
}

function invalid(causes: string[]): OktaError {
  return new OktaError('E0000001', causes[0]!.split(':')[0], causes);
}
