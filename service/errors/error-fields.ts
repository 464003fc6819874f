import type { HttpResponse } from '../events.js';
import { parseJsonObject } from '../json/parse-json.js';
import type { Secrets } from '../secrets.js';

/** What a response says about its failure. */
export interface ErrorFields {
  status: number;
  /** Okta's `error` or `errorCode`. */
  code?: string;
  description?: string;
  /** The scope in a challenge. */
  scope?: string;
  /** The whole challenge. */
  challenge?: string;
}

/** The text of a response: the parameters of its challenge, and the members of its JSON. */
interface ResponseFields {
  challenge: Record<string, string>;
  json: Record<string, unknown>;
}

/**
 * Reads the challenge in `WWW-Authenticate`, then the JSON. Okta's API reports errors of tokens and proofs in a challenge
 * with an empty body. Its JSON has two formats: `error` at OAuth endpoints, `errorCode` at others.
 */
export function readErrorFields(response: HttpResponse, secrets: Secrets): ErrorFields {
  // Before anything is cut, since a part of a secret would not be recognized.
  const fields = secrets.hide(parseFields(response));
  const { challenge, json } = fields;
  const header = response.headers.get('WWW-Authenticate');
  const code = errorCode(fields);
  const causes = Array.isArray(json['errorCauses']) ? (json['errorCauses'] as unknown[]) : [];
  const summaries = [
    json['errorSummary'],
    ...causes.map((cause) => (cause as { errorSummary?: unknown } | null)?.errorSummary),
  ].filter((summary) => typeof summary === 'string');
  const description = challenge['error_description'] ?? json['error_description'] ?? summaries.join(' ');
  return {
    status: response.status,
    ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    ...(typeof description === 'string' && description && { description: description.slice(0, 500) }),
    ...(challenge['scope'] && { scope: challenge['scope'] }),
    ...(header !== null && { challenge: secrets.hide(header).slice(0, 1000) }),
  };
}

function parseFields({ headers, body }: HttpResponse): ResponseFields {
  return { challenge: parseChallenge(headers.get('WWW-Authenticate') ?? ''), json: parseJsonObject(body) };
}

function errorCode({ challenge, json }: ResponseFields): unknown {
  return challenge['error'] ?? json['error'] ?? json['errorCode'];
}

/** The parameters of a challenge (RFC 9110 section 11.6.1). */
function parseChallenge(challenge: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [, name, quoted, token] of challenge.matchAll(/([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    parameters[name!.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token!;
  }
  return parameters;
}

/** Okta's `error` or `errorCode`. */
export function errorCodeOf(response: HttpResponse): unknown {
  return errorCode(parseFields(response));
}
