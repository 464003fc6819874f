import type Koa from 'koa';

/** Anything that looks like a signed token, complete or truncated. */
const JWT = /eyJ[\w-]{5,}(\.[\w-]*){0,4}/g;

/** An address, and its query and fragment, which may contain anything. */
const QUERY = /^(https?:\/\/[^?#\s]*)[?#].*$/s;

/** Form fields that contain secrets. */
const FIELDS = ['code', 'code_verifier', 'refresh_token', 'client_assertion', 'client_secret', 'token', 'password'];

/** Shorter values are not secrets, and removing them would damage ordinary words. */
const MIN_LENGTH = 8;

/**
 * Removes secrets from what is to be logged: every secret of the request, wherever it appears (a client may have put its
 * refresh token into the `jti`), and everything that looks like a token.
 */
export function withoutSecrets<Value>(ctx: Koa.Context, value: Value): Value {
  const secrets = secretsOf(ctx);
  const json = JSON.stringify(value);
  if (!mayHave(json, secrets)) return JSON.parse(json) as Value;
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text.replace(QUERY, '$1?…').replaceAll(JWT, '…'));
  return JSON.parse(json, (_, member: unknown) => (typeof member === 'string' ? redact(member) : member)) as Value;
}

/** Whether there may be something to remove. There is in few requests, and to look at each text takes longer. */
function mayHave(json: string, secrets: string[]): boolean {
  return (
    json.includes('eyJ') ||
    /"https?:(?:[^"\\]|\\.)*[?#]/s.test(json) ||
    secrets.some((secret) => json.includes(JSON.stringify(secret).slice(1, -1)))
  );
}

function secretsOf(ctx: Koa.Context): string[] {
  const form = ctx.state['form'] as URLSearchParams | undefined;
  const { authorization = [], dpop = [], cookie = [] } = ctx.req.headersDistinct;
  return [
    ...FIELDS.flatMap((name) => form?.getAll(name)),
    ...new URLSearchParams(ctx.querystring).getAll('access_token'),
    ...authorization.map((value) => value.replace(/^\S+\s+/, '')),
    ...dpop,
    ...cookie.flatMap((value) => value.split(';').map((pair) => pair.replace(/^[^=]*=/, ''))),
  ].filter((value): value is string => typeof value === 'string' && value.length >= MIN_LENGTH);
}
