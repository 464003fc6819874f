import type Koa from 'koa';
import { OktaError } from './errors.js';
import { readBody } from './form.js';

/**
 * Reads a JSON object from the body of a request.
 *
 * @throws OktaError `E0000021` for another media type, `E0000003` for what is no JSON object, or too large
 */
export async function readJson(ctx: Koa.Context): Promise<Record<string, unknown>> {
  if (!ctx.is('application/json') || ctx.get('Content-Encoding') !== '') throw new OktaError('E0000021');
  let value: unknown;
  try {
    value = JSON.parse((await readBody(ctx)).toString('utf8'));
  } catch {
    throw new OktaError('E0000003');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OktaError('E0000003');
  return value as Record<string, unknown>;
}
