import { PROXY_REMEDY } from '../errors/response-error.js';
import { ServiceError } from '../errors/service-error.js';
import type { HttpResponse } from '../events.js';
import { parseJson } from '../json/parse-json.js';

/**
 * The body of a response: parsed JSON, the text of any other type, undefined if it is empty.
 *
 * @throws ServiceError `ERR_ANSWER` for invalid JSON
 */
export function readResponseBody({ headers, body }: HttpResponse, operation: string): unknown {
  if (body === '') return undefined;
  if (!/\bjson\b/i.test(headers.get('Content-Type') ?? '')) return body;
  try {
    return parseJson(body);
  } catch (error) {
    throw new ServiceError('ERR_ANSWER', `${operation} returned ${(error as Error).message}.`, PROXY_REMEDY);
  }
}
