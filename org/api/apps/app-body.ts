import type Koa from 'koa';
import { z } from 'zod';
import { readJson } from '../../http/body.js';
import { MAX_KEYS, readPublicKey } from '../../model/public-key.js';
import type { AppSettings } from '../../model/app-settings.js';
import { SERVICE_AUTH_METHODS } from '../../model/app-credentials.js';
import { SettingsError, fieldPath } from '../../model/settings-error.js';
import { consentMethod, issuerMode, type App } from '../../model/app.js';
import { rotationSchema } from '../../model/token-rotation.js';

/** The members of an app's JSON that can be set. Others, such as `_links` in the answer to a GET, are ignored. */
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

/** The body of a `POST` or `PUT` of an app. */
export interface AppBody {
  type?: App['type'];
  credentials: CredentialsBody;
  settings: Partial<AppSettings> & { label: string };
}

/** `credentials.oauthClient` of an app's JSON, as far as it can be set. */
export interface CredentialsBody {
  token_endpoint_auth_method?: string | undefined;
  client_secret?: string | null | undefined;
}

/**
 * Reads the body of a `POST` or `PUT` of an app. {@link AppChanges} checks whether an app may have these settings.
 *
 * @throws OktaError or SettingsError when the body is not the JSON of an app
 */
export async function readAppBody(ctx: Koa.ParameterizedContext): Promise<AppBody> {
  const result = bodySchema.safeParse(await readJson(ctx));
  if (!result.success) {
    throw new SettingsError(
      result.error.issues.slice(0, 20).map(({ path, message }) => {
        // Shown without `settings.oauthClient`, where most fields are.
        const shown = path.slice(0, 2).join('.') === 'settings.oauthClient' && path.length > 2 ? path.slice(2) : path;
        return [fieldPath(shown), message];
      }),
    );
  }
  const { label, credentials, settings } = result.data;
  const { application_type: type, jwks, ...client } = settings?.oauthClient ?? {};
  const { redirect_uris, post_logout_redirect_uris, refresh_token, ...rest } = client;
  return {
    ...(type !== undefined && { type }),
    credentials: credentials?.oauthClient ?? {},
    settings: {
      label,
      ...(redirect_uris && { redirect_uris }),
      ...(post_logout_redirect_uris && { post_logout_redirect_uris }),
      ...rest,
      ...(refresh_token && { refresh_token }),
      ...(settings?.implicitAssignment !== undefined && { implicit_assignment: settings.implicitAssignment }),
      ...(jwks && type !== 'browser' && { jwks: { keys: await Promise.all(jwks.keys.map(readPublicKey)) } }),
    },
  };
}

/**
 * Reads how an app authenticates, as settings for an app of this type. A client secret is ignored unless the method uses
 * one.
 *
 * @throws SettingsError for a method that an app of this type cannot have
 */
export function readCredentials(type: App['type'], body: CredentialsBody): Partial<AppSettings> {
  const { token_endpoint_auth_method: requested, client_secret: secret } = body;
  const methods = type === 'service' ? SERVICE_AUTH_METHODS : (['none'] as const);
  const method = methods.find((candidate) => candidate === requested);
  if (requested !== undefined && method === undefined) {
    const expected = methods.join(', ').replace(/, (?=[^,]*$)/, ' or ');
    throw new SettingsError([['token_endpoint_auth_method', `Expected ${expected} for an app of this type.`]]);
  }
  if (type !== 'service') return {};
  return {
    ...(method !== undefined && method !== 'none' && { token_endpoint_auth_method: method }),
    ...(secret !== undefined && secret !== null && { client_secret: secret }),
  };
}
