import type Koa from 'koa';

/** Anything in the form of a signed token, whole or cut off. */
const JWT = /eyJ[\w-]{5,}(\.[\w-]*){0,4}/g;

/** The query and the fragment of an address, which have no place in `htu` and may hold anything. */
const QUERY = /(?<=^https?:\/\/[^?#\s]*)[?#].*$/s;

/** Fields of forms that nobody but their sender and the org may see. */
const FIELDS = ['code', 'code_verifier', 'refresh_token', 'client_assertion', 'client_secret', 'token', 'password'];

/** Shorter texts are no secrets, and to take them out would leave holes in words. */
const SHORTEST = 8;

/**
 * Takes secrets out of what is to be logged: whatever the request carried as one, wherever it came to stand (a client
 * may have put its refresh token into the `jti`), and all that looks like a token.
 */
export function withoutSecrets<Value>(ctx: Koa.Context, value: Value): Value {
  const secrets = secretsOf(ctx);
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text.replace(QUERY, '?…').replaceAll(JWT, '…'));
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) => (typeof member === 'string' ? redact(member) : member)),
  ) as Value;
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
  ].filter((value): value is string => typeof value === 'string' && value.length >= SHORTEST);
}
