import { newSecret, usesSecret, type ServiceAuthMethod } from './app-credentials.js';
import { appSchema, type App } from './app.js';
import { checkKeys, type PublicKey } from './public-key.js';
import { SettingsError } from './settings-error.js';
import { rotationOf, type Rotation } from './token-rotation.js';

/** The settings of an app that can be changed, in the terms of Okta's API. */
export interface AppSettings {
  label: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  grant_types: string[];
  dpop_bound_access_tokens: boolean;
  jwks: { keys: PublicKey[] };
  token_endpoint_auth_method: ServiceAuthMethod;
  /** Left out, where the method needs one: the app keeps its secret, or gets a new one. */
  client_secret: string;
  consent_method: NonNullable<App['consent_method']>;
  issuer_mode: NonNullable<App['issuer_mode']>;
  /** What is left out stays. */
  refresh_token: Partial<Rotation>;
  implicit_assignment: boolean;
}

/**
 * An app with some of its settings changed.
 *
 * @param app the app as it is, or the defaults of a new one
 * @throws SettingsError with each wrong field
 */
export function applySettings(
  app: { type: App['type']; refresh_token?: Rotation },
  settings: Partial<AppSettings>,
): App {
  checkKeys(settings.jwks?.keys ?? []);
  const result = appSchema.safeParse({ ...app, ...fieldsOf(app, settings) });
  if (!result.success) throw SettingsError.fromSchema(result.error);
  return normalizeSecret(result.data);
}

const ONLY_BROWSER = "Only a client with 'application_type' of 'browser'";

/**
 * The settings as fields of the app: a partial rotation is completed from the app, and a service app has neither
 * rotation nor assignments.
 */
function fieldsOf(
  app: { type: App['type']; refresh_token?: Rotation },
  { refresh_token: rotation, implicit_assignment: isForEveryone, ...others }: Partial<AppSettings>,
): object {
  if (app.type === 'service') {
    if (rotation) throw new SettingsError([['refresh_token', `${ONLY_BROWSER} has refresh tokens.`]]);
    if (isForEveryone) throw new SettingsError([['implicitAssignment', `${ONLY_BROWSER} is open to people.`]]);
    return others;
  }
  return {
    ...others,
    ...(isForEveryone !== undefined && { implicit_assignment: isForEveryone }),
    ...(rotation && { refresh_token: { ...rotationOf(app), ...rotation } }),
  };
}

/**
 * Gives a service app whose method needs a secret a new one if it has none. With any other method its secret is deleted
 * for good (docs/okta-facts.md, section 6).
 */
function normalizeSecret(app: App): App {
  if (app.type !== 'service') return app;
  const { client_secret: secret = newSecret(), ...rest } = app;
  return usesSecret(app) ? { ...rest, client_secret: secret } : rest;
}
