import { configurationError } from '../errors/service-error.js';
import { decodeText, withoutByteOrderMark } from '../files/decode-text.js';

/** The content of a key file. */
export type KeyContent = string | Uint8Array;

/**
 * The text of a key, without what secret stores and pipelines put around it: base64, `\n` or spaces in place of line ends,
 * quotes.
 */
export function keyText(content: KeyContent): string {
  const text = withoutByteOrderMark(typeof content === 'string' ? content : decodeText(content)).trim();
  const isBase64 = /^[A-Za-z0-9+/\s]{40,}=*$/.test(text);
  const decoded = isBase64 ? decodeText(Buffer.from(text, 'base64')) : text;
  return decoded.includes('-----BEGIN') ? decoded.replaceAll(/(\\r)?\\n/g, '\n') : decoded;
}

const PRIVATE_KEY_BLOCK = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----(.*?)-----END \1-----/gs;

/**
 * The only private key in a PEM text, which may contain certificates as well.
 *
 * @throws ServiceError `ERR_CONFIGURATION` if there is none, which says what the text contains instead, or more than one
 */
export function privateKeyBlock(text: string): string {
  const blocks = [...text.matchAll(PRIVATE_KEY_BLOCK)];
  if (blocks.length > 1) throw configurationError(`Contains ${blocks.length} private keys. Expected one.`);
  const [block] = blocks;
  if (!block) throw configurationError(OTHER_CONTENTS.find(([pattern]) => pattern.test(text))![1]);
  const [pem, label, body = ''] = block;
  // An encrypted key of the old form has headers, which end with an empty line.
  if (body.includes(':')) return pem;
  return `-----BEGIN ${label}-----\n${body.replaceAll(/\s+/g, '').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----`;
}

/** What a text without a private key contains, and how to convert it. The first match applies. */
const OTHER_CONTENTS: readonly [RegExp, string][] = [
  [/^\s*$/, 'Empty. Expected a private key as PEM or JWK.'],
  [/-----BEGIN OPENSSH PRIVATE KEY-----/, 'Contains an OpenSSH key. Convert a copy of it to PEM: ssh-keygen -p -m PEM -f FILE'], // prettier-ignore
  [/-----BEGIN (RSA |EC )?PUBLIC KEY-----/, 'Contains a public key. Expected the private key.'],
  [/-----BEGIN CERTIFICATE-----/, 'Contains a certificate. Expected a private key.'],
  // The end of the object identifier of PKCS#7 data, with which the content of PKCS#12 begins.
  // eslint-disable-next-line no-control-regex -- binary data
  [/^0.*\r\x01\x07\x01/s, 'Contains PKCS#12. Convert it to PEM: openssl pkcs12 -in FILE -nocerts -nodes -out key.pem'],
  // A sequence of ASN.1, and a byte that no text has.

  [/^0.*[\0\ufffd]/s, 'Contains DER. Convert it to PEM: openssl pkey -inform DER -in FILE -out key.pem'],
  [/(?:)/, 'Contains no readable private key. Expected a complete PEM (PKCS#8, PKCS#1) or JWK.'],
];
