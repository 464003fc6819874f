import { SERVICE_AUTH_METHODS } from '../../model/app-credentials.js';
import type { AppSettings } from '../../model/app-settings.js';
import { SettingsError } from '../../model/settings-error.js';
import type { App } from '../../model/app.js';

/** `credentials.oauthClient` of an app's JSON, as far as it is read. */
export interface CredentialsBody {
  token_endpoint_auth_method?: string | undefined;
  client_secret?: string | null | undefined;
}

/**
 * What a body says of how the app authenticates, as settings of an app of this type. A secret counts only with a method
 * that uses one.
 *
 * @throws SettingsError for a method that such an app cannot have
 */
export function readCredentials(type: App['type'], body: CredentialsBody): Partial<AppSettings> {
  const { token_endpoint_auth_method: asked, client_secret: secret } = body;
  const methods = type === 'service' ? SERVICE_AUTH_METHODS : (['none'] as const);
  const method = methods.find((one) => one === asked);
  if (asked !== undefined && method === undefined) {
    const expected = methods.join(', ').replace(/, (?=[^,]*$)/, ' or ');
    throw new SettingsError([['token_endpoint_auth_method', `Expected ${expected} for an app of this type.`]]);
  }
  if (type !== 'service') return {};
  return {
    ...(method !== undefined && method !== 'none' && { token_endpoint_auth_method: method }),
    ...(secret !== undefined && secret !== null && { client_secret: secret }),
  };
}
