import type { JWK } from 'jose';
import { publicKeyOf } from '../../../dpop/thumbprint.js';
import { authMethodOf } from '../../model/app-credentials.js';
import type { App } from '../../model/app.js';
import { rotationOf } from '../../model/token-rotation.js';
import { derivedId } from '../../model/fields.js';

/**
 * An OpenID Connect app, members in Okta's order (docs/okta-facts.md, section 5.3).
 *
 * @param newSecret a client secret that this request created. No other answer contains a secret
 */
export function appJson(origin: string, app: App, newSecret?: string): Record<string, unknown> {
  const { client_id: id, label, status, lastUpdated, created } = app;
  const self = `${origin}/api/v1/apps/${id}`;
  const isService = app.type === 'service';
  return {
    id,
    orn: `orn:okta:idp:00o1practice00000org:apps:oidc_client:${id}`,
    name: 'oidc_client',
    label,
    status,
    lastUpdated,
    created,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: {
      autoLaunch: false,
      autoSubmitToolbar: false,
      hide: { iOS: true, web: true },
      appLinks: { oidc_client_link: true },
    },
    features: [],
    signOnMode: 'OPENID_CONNECT',
    credentials: {
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
      signing: {},
      oauthClient: {
        autoKeyRotation: true,
        client_id: id,
        ...(newSecret !== undefined && { client_secret: newSecret }),
        token_endpoint_auth_method: authMethodOf(app),
        pkce_required: !isService,
      },
    },
    universalLogout: {
      status: 'DISABLED',
      supportType: 'FULL',
      identityStack: 'NOT_SHARED',
      protocol: 'GLOBAL_TOKEN_REVOCATION',
    },
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: app.type === 'browser' && app.implicit_assignment,
      emOptInStatus: 'NONE',
      notes: { admin: null, enduser: null },
      oauthClient: {
        client_uri: null,
        logo_uri: null,
        redirect_uris: app.redirect_uris,
        ...(!isService && { post_logout_redirect_uris: app.post_logout_redirect_uris }),
        response_types: [isService ? 'token' : 'code'],
        grant_types: app.grant_types,
        ...((app.grant_types as string[]).includes('refresh_token') && { refresh_token: rotationOf(app) }),
        ...(app.type === 'service' && { jwks: { keys: app.jwks.keys.map(keyJson) } }),
        application_type: app.type,
        consent_method: app.consent_method ?? 'TRUSTED',
        issuer_mode: app.issuer_mode ?? 'ORG_URL',
        idp_initiated_login: { mode: 'DISABLED', default_scope: [] },
        wildcard_redirect: 'DISABLED',
        dpop_bound_access_tokens: app.dpop_bound_access_tokens,
        participate_slo: false,
      },
    },
    _links: {
      groups: { href: `${self}/groups` },
      clientCredentials: [{ name: 'jwks', href: `${self}/credentials/jwks` }],
      users: { href: `${self}/users` },
      ...(status === 'ACTIVE'
        ? { deactivate: { href: `${self}/lifecycle/deactivate` } }
        : { activate: { href: `${self}/lifecycle/activate` } }),
    },
  };
}

/** A public key of a service app. If a seed contains a key pair, only its public half is shown. */
export function keyJson(jwk: JWK): Record<string, unknown> {
  const { kty, ...publicMembers } = publicKeyOf(jwk);
  return { kty, id: keyId(jwk), status: 'ACTIVE', kid: jwk.kid ?? null, use: jwk.use ?? null, ...publicMembers };
}

export function keyId(jwk: JWK): string {
  return derivedId('pks', jwk.kid ?? '', JSON.stringify(publicKeyOf(jwk)));
}
