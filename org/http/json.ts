import type Koa from 'koa';

/** Answers with JSON under Okta's plain media type. Koa would add a charset. */
export function json(ctx: Koa.ParameterizedContext, body: unknown): void {
  ctx.set('Content-Type', 'application/json');
  ctx.body = JSON.stringify(body);
}

/** Answers with 204 and an empty body. */
export function noContent(ctx: Koa.ParameterizedContext): void {
  ctx.body = null;
  ctx.status = 204;
}
