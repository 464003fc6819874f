import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type Answer, type TestApi } from '../../testing/test-api.js';
import { GRACE, LINUS, OTHER_SPA, PLAIN_SERVICE, READING_SERVICE, SPA } from '../../testing/small-seed.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const idsOf = ({ body }: Answer): string[] => (JSON.parse(body) as { id: string }[]).map(({ id }) => id);
const ALL = [SPA, OTHER_SPA, READING_SERVICE, PLAIN_SERVICE].map(({ client_id }) => client_id);

describe('the list of apps', () => {
  test('has all apps, for admins', async () => {
    expect(idsOf(await api.get('/api/v1/apps'))).toEqual(ALL);
    expect(idsOf(await api.get('/api/v1/apps', await api.token({ uid: GRACE.id })))).toEqual(ALL);
  });

  test.each(['/api/v1/apps', '/api/v1/apps/0oaspa0000000000spa1', '/api/v1/apps/nothing'])(
    'is not for somebody without a role: %s',
    async (path) => {
      const answer = await api.get(path, await api.token({ uid: LINUS.id }));
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({
        errorCode: 'E0000006',
        errorSummary: 'You do not have permission to perform the requested action',
      });
    },
  );

  test('comes in pages', async () => {
    const first = await api.get('/api/v1/apps?limit=3');
    expect(first.all('Link')).toEqual([
      `<${api.origin}/api/v1/apps?limit=3>; rel="self"`,
      `<${api.origin}/api/v1/apps?after=${ALL[2]}&limit=3>; rel="next"`,
    ]);
    const second = await api.get(`/api/v1/apps?after=${ALL[2]}&limit=3`);
    expect(idsOf(second)).toEqual(ALL.slice(3));
    expect(second.all('Link')).toHaveLength(1);
    expect((await api.get('/api/v1/apps?after=0oaunknown')).status).toBe(400);
  });

  test('has pages of 200 at most', async () => {
    const { all } = await api.get('/api/v1/apps?limit=500');
    expect(all('Link')).toEqual([`<${api.origin}/api/v1/apps?limit=200>; rel="self"`]);
  });

  test.each(['includeNonDeleted=true', 'useOptimization=true', 'expand=user%2F00u1'])(
    'takes ?%s, which changes nothing here',
    async (query) => expect(idsOf(await api.get(`/api/v1/apps?${query}`))).toEqual(ALL),
  );

  test.each([
    ['?q=photo', [SPA.client_id]],
    ['?q=OLD', [OTHER_SPA.client_id]],
    ['?filter=status%20eq%20%22INACTIVE%22', [OTHER_SPA.client_id]],
    ['?filter=status%20eq%20%22ACTIVE%22&q=rep', [READING_SERVICE.client_id]],
  ])('can be narrowed by %s', async (query, ids) => {
    expect(idsOf(await api.get(`/api/v1/apps${query}`))).toEqual(ids);
  });

  test.each(['label eq "x"', 'status sw "A"', 'status eq'])('refuses the filter %s', async (filter) => {
    const answer = await api.get(`/api/v1/apps?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, (JSON.parse(answer.body) as { errorCode: string }).errorCode]).toEqual([400, 'E0000031']);
  });
});

describe('one app', () => {
  test('has the members of an OpenID Connect app, in the order that was recorded', async () => {
    const json = JSON.parse((await api.get(`/api/v1/apps/${SPA.client_id}`)).body) as {
      settings: { oauthClient: object };
    };
    expect(Object.keys(json)).toEqual(
      ['id', 'orn', 'name', 'label', 'status', 'lastUpdated', 'created', 'accessibility', 'visibility', 'features', 'signOnMode', 'credentials', 'universalLogout', 'settings', '_links'], // prettier-ignore
    );
    expect(Object.keys(json.settings.oauthClient)).toEqual(
      ['client_uri', 'logo_uri', 'redirect_uris', 'post_logout_redirect_uris', 'response_types', 'grant_types', 'refresh_token', 'application_type', 'consent_method', 'issuer_mode', 'idp_initiated_login', 'wildcard_redirect', 'dpop_bound_access_tokens', 'participate_slo'], // prettier-ignore
    );
    expect(json).toMatchObject({
      id: SPA.client_id,
      name: 'oidc_client',
      label: 'Photos',
      credentials: {
        oauthClient: { client_id: SPA.client_id, token_endpoint_auth_method: 'none', pkce_required: true },
      },
      settings: {
        oauthClient: { dpop_bound_access_tokens: true, grant_types: ['authorization_code', 'refresh_token'] },
      },
    });
  });

  test.each<[string, unknown]>([
    ['accessibility', { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null }],
    [
      'visibility',
      {
        autoLaunch: false,
        autoSubmitToolbar: false,
        hide: { iOS: true, web: true },
        appLinks: { oidc_client_link: true },
      },
    ],
    ['features', []],
    ['signOnMode', 'OPENID_CONNECT'],
    ['credentials.userNameTemplate', { template: '${source.login}', type: 'BUILT_IN' }],
    [
      'credentials.oauthClient',
      { autoKeyRotation: true, client_id: SPA.client_id, token_endpoint_auth_method: 'none', pkce_required: true },
    ],
    ['settings.app', {}],
    ['settings.notifications', { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } }],
    ['settings.manualProvisioning', false],
    ['settings.implicitAssignment', false],
    ['settings.emOptInStatus', 'NONE'],
    ['settings.oauthClient.response_types', ['code']],
    ['settings.oauthClient.refresh_token', { rotation_type: 'ROTATE', leeway: 30 }],
    ['settings.oauthClient.application_type', 'browser'],
    ['settings.oauthClient.consent_method', 'TRUSTED'],
    ['settings.oauthClient.issuer_mode', 'ORG_URL'],
    ['settings.oauthClient.idp_initiated_login', { mode: 'DISABLED', default_scope: [] }],
    ['settings.oauthClient.wildcard_redirect', 'DISABLED'],
  ])('has %s as recorded', async (path, value) => {
    const { body } = await api.get(`/api/v1/apps/${SPA.client_id}`);
    const found = path
      .split('.')
      .reduce<unknown>((json, name) => (json as Record<string, unknown>)[name], JSON.parse(body));
    expect(JSON.stringify(found)).toBe(JSON.stringify(value)); // the order of members, too
  });

  test.each([
    ['credentials', ['userNameTemplate', 'signing', 'oauthClient']],
    [
      'settings',
      ['app', 'notifications', 'manualProvisioning', 'implicitAssignment', 'emOptInStatus', 'notes', 'oauthClient'],
    ],
  ])('has the members of %s in the order that was recorded', async (name, members) => {
    const { body } = await api.get(`/api/v1/apps/${READING_SERVICE.client_id}`);
    expect(Object.keys((JSON.parse(body) as Record<string, object>)[name]!)).toEqual(members);
  });

  test('that is a service has its keys where they were recorded', async () => {
    const { body } = await api.get(`/api/v1/apps/${READING_SERVICE.client_id}`);
    expect(Object.keys((JSON.parse(body) as { settings: { oauthClient: object } }).settings.oauthClient)).toEqual(
      ['client_uri', 'logo_uri', 'redirect_uris', 'response_types', 'grant_types', 'jwks', 'application_type', 'consent_method', 'issuer_mode', 'idp_initiated_login', 'wildcard_redirect', 'dpop_bound_access_tokens', 'participate_slo'], // prettier-ignore
    );
  });

  test('shows of a service the public half of its keys', async () => {
    const { body } = await api.get(`/api/v1/apps/${READING_SERVICE.client_id}`);
    expect(body).not.toContain('not to be shown');
    expect(JSON.parse(body)).toMatchObject({
      credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt', pkce_required: false } },
      settings: {
        oauthClient: {
          application_type: 'service',
          response_types: ['token'],
          jwks: { keys: [{ kty: 'EC', status: 'ACTIVE', kid: 'one', use: null, crv: 'P-256', x: 'x', y: 'y' }] },
        },
      },
    });
  });

  test('that does not exist is E0000007', async () => {
    const answer = await api.get('/api/v1/apps/0oanothing');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: 0oanothing (AppInstance)',
    });
  });
});
