import type Koa from 'koa';
import { z } from 'zod';
import { SettingsError, fieldPath } from '../../model/settings-error.js';
import type { AppSettings } from '../../model/app-settings.js';
import { readJson } from '../../http/json-body.js';
import { consentMethod, issuerMode, type App } from '../../model/app.js';
import { rotationSchema } from '../../model/token-rotation.js';
import type { CredentialsBody } from './credentials-body.js';
import { MAX_KEYS, readPublicKey } from '../../model/public-key.js';

/** What of an app's JSON is read; the rest of it, such as `_links`, may be there as it came from a GET. */
const bodySchema = z.object({
  name: z.literal('oidc_client', 'Expected oidc_client: this org has no other apps.').optional(),
  label: z.string(),
  signOnMode: z.literal('OPENID_CONNECT', 'Expected OPENID_CONNECT: this org has no other apps.').optional(),
  credentials: z
    .object({
      oauthClient: z
        .object({ token_endpoint_auth_method: z.string().optional(), client_secret: z.string().nullish() })
        .optional(),
    })
    .nullish(),
  settings: z
    .object({
      implicitAssignment: z.boolean().optional(),
      oauthClient: z
        .object({
          redirect_uris: z.array(z.string()).nullish(),
          post_logout_redirect_uris: z.array(z.string()).nullish(),
          grant_types: z.array(z.string()).optional(),
          application_type: z.enum(['browser', 'service'], 'Expected browser or service.').optional(),
          dpop_bound_access_tokens: z.boolean().optional(),
          consent_method: consentMethod.optional(),
          issuer_mode: issuerMode.optional(),
          refresh_token: rotationSchema.partial().nullish(),
          jwks: z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) }).nullish(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Reads the body of a `POST` or `PUT` of an app.
 *
 * @throws OktaError or SettingsError for what is no app's JSON; whether the settings fit an app, {@link AppChanges} looks
 */
export async function readAppBody(
  ctx: Koa.ParameterizedContext,
): Promise<{ type?: App['type']; credentials: CredentialsBody; settings: Partial<AppSettings> & { label: string } }> {
  const result = bodySchema.safeParse(await readJson(ctx));
  if (!result.success) {
    // Of the way to a field only its own name: `settings.oauthClient` is the same for all of them.
    throw new SettingsError(
      result.error.issues.slice(0, 20).map(({ path, message }) => {
        const own = path.slice(0, 2).join('.') === 'settings.oauthClient' && path.length > 2 ? path.slice(2) : path;
        return [fieldPath(own), message];
      }),
    );
  }
  const { label, credentials, settings } = result.data;
  const { application_type: type, jwks, ...client } = settings?.oauthClient ?? {};
  const { redirect_uris, post_logout_redirect_uris, refresh_token, ...rest } = client;
  const { implicitAssignment: implicit_assignment } = settings ?? {};
  return {
    ...(type !== undefined && { type }),
    credentials: credentials?.oauthClient ?? {},
    settings: {
      label,
      ...(redirect_uris && { redirect_uris }),
      ...(post_logout_redirect_uris && { post_logout_redirect_uris }),
      ...rest,
      ...(refresh_token && { refresh_token }),
      ...(implicit_assignment !== undefined && { implicit_assignment }),
      ...(jwks && type !== 'browser' && { jwks: { keys: await Promise.all(jwks.keys.map(readPublicKey)) } }),
    },
  };
}
