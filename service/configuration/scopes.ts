import { configurationError } from '../errors/service-error.js';

/**
 * Parses scopes that are separated by spaces or commas.
 *
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export function parseScopes(text: string): string[] {
  const scopes = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  // A scope-token (RFC 6749 section 3.3).
  const invalid = scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(scope));
  if (invalid !== undefined) throw configurationError(`"${invalid.slice(0, 40)}" is not a scope.`);
  if (scopes.length === 0) throw configurationError('Expected at least one scope, such as okta.users.read.');
  return scopes;
}
