import { ServiceError } from '../errors/service-error.js';

/**
 * The JSON of a request body. Values that `JSON.stringify` would drop or replace are refused: it turns a `FormData` or a
 * `Map` into `{}`, and `NaN` into `null`.
 *
 * @throws ServiceError `ERR_USAGE`
 */
export function jsonBody(body: unknown): string {
  const problem = findProblem(body, 'body', []);
  if (problem === undefined) return JSON.stringify(body);
  throw new ServiceError(
    'ERR_USAGE',
    `The request body cannot be sent as JSON: ${problem}.`,
    'Use plain objects, arrays, texts, finite numbers, booleans and null.',
  );
}

/** @param parents the objects that contain the value */
function findProblem(value: unknown, path: string, parents: readonly object[]): string | undefined {
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return undefined;
  // A member that is undefined is left out, as usual.
  if (value === undefined && parents.length > 0) return undefined;
  if (typeof value !== 'object') return `${path} is ${typeof value === 'number' ? value : `a ${typeof value}`}`;
  if (parents.includes(value)) return `${path} contains itself`;
  // A Date or a URL has a text as its JSON. The JSON of a Buffer is not its content.
  if ('toJSON' in value && !ArrayBuffer.isView(value)) return undefined;
  if (!isPlain(value)) return `${path} is a ${value.constructor.name}`;
  for (const [name, member] of Object.entries(value)) {
    const problem = findProblem(member, `${path}.${name}`, [...parents, value]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}
