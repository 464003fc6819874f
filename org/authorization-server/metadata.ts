import type { Middleware } from 'koa';
import { PROOF_ALGORITHMS } from '../../dpop/algorithms.js';
import type { OrgContext } from '../context.js';
import { RESPONSE_MODES } from './authorize/authorization-errors.js';
import { ORG_ID } from '../model/fields.js';
import {
  AUTHORIZE_PATH,
  INTROSPECT_PATH,
  KEYS_PATH,
  LOGOUT_PATH,
  REVOKE_PATH,
  TOKEN_PATH,
  USERINFO_PATH,
} from '../http/paths.js';
import { supportedScopes } from '../model/scopes.js';
import { GRANT_TYPES } from './token/token-endpoint.js';

/**
 * The metadata of the authorization server (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2): Okta's members that
 * apply to this org, in Okta's order.
 */
function metadata({ origin, directory }: OrgContext): Record<string, unknown> {
  const clientAuthentication = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];
  return {
    issuer: origin,
    authorization_endpoint: `${origin}${AUTHORIZE_PATH}`,
    token_endpoint: `${origin}${TOKEN_PATH}`,
    userinfo_endpoint: `${origin}${USERINFO_PATH}`,
    jwks_uri: `${origin}${KEYS_PATH}`,
    response_types_supported: ['code'],
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: GRANT_TYPES,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: supportedScopes(directory.apps()),
    token_endpoint_auth_methods_supported: clientAuthentication,
    claims_supported: [
      'iss',
      'ver',
      'sub',
      'aud',
      'iat',
      'exp',
      'jti',
      'auth_time',
      'amr',
      'idp',
      'nonce',
      'name',
      'preferred_username',
      'given_name',
      'family_name',
      'email',
      'at_hash',
    ],
    code_challenge_methods_supported: ['S256'],
    introspection_endpoint: `${origin}${INTROSPECT_PATH}`,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint: `${origin}${REVOKE_PATH}`,
    revocation_endpoint_auth_methods_supported: clientAuthentication,
    end_session_endpoint: `${origin}${LOGOUT_PATH}`,
    request_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
  };
}

/** Serves the metadata. A `client_id` in the query must be known. */
export function serveMetadata(context: OrgContext): Middleware {
  return (ctx) => {
    const { client_id: clientId } = ctx.query;
    if (clientId !== undefined && !(typeof clientId === 'string' && context.directory.app(clientId))) {
      ctx.status = 400;
      ctx.body = {
        errorCode: 'invalid_client',
        errorSummary: "Invalid value for 'client_id' parameter.",
        errorLink: 'invalid_client',
        errorCauses: [],
      };
      return;
    }
    ctx.set('Cache-Control', 'max-age=60, must-revalidate');
    ctx.body = metadata(context);
  };
}

/**
 * Serves what kind of org this is (docs/okta-facts.md, section 1.1). Clients recognize Okta Identity Engine by `idx`.
 */
export function serveOrganization({ origin }: OrgContext): Middleware {
  return (ctx) => {
    ctx.body = {
      id: ORG_ID,
      cell: 'practice',
      _links: { organization: { href: origin } },
      pipeline: 'idx',
      settings: { analyticsCollectionEnabled: false, bugReportingEnabled: false, omEnabled: false },
    };
  };
}

/** Serves the public key of ID tokens. As at Okta, the key of access tokens is not published. */
export function serveKeys({ state }: OrgContext): Middleware {
  const { kty, kid, e, n } = state.secrets.idTokenKey;
  return (ctx) => {
    ctx.set('Cache-Control', 'max-age=3600, must-revalidate');
    ctx.body = { keys: [{ kty, alg: 'RS256', kid, use: 'sig', e, n }] };
  };
}
