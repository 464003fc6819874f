import type { CheckWords } from './check-words.js';

/** The checks of a client assertion (`private_key_jwt`). */
export const CLIENT_ASSERTION_CHECKS = {
  'assertion typ': {
    title: 'the type of the client assertion',
    section: 'RFC 8725 section 3.11',
    why: 'A proof by the same key must not pass as a client assertion.',
  },
  'assertion crit': {
    title: 'the extensions that the assertion asks for',
    section: 'RFC 7515 section 4.1.11',
    why: 'A server that does not know an extension must refuse the assertion.',
  },
  'assertion iss': {
    title: 'who issued the client assertion',
    section: 'RFC 7523 section 3 (1)',
    why: 'It must be an app that the server knows.',
  },
  'assertion sub': {
    title: 'whom the client assertion is about',
    section: 'RFC 7523 section 3 (2)',
    why: 'An app can only speak for itself.',
  },
  'assertion client_id': {
    title: 'the client_id beside the assertion',
    section: 'RFC 7521 section 4.2',
    why: 'If the two differ, it is not clear which app is asking.',
  },
  'assertion jwks': {
    title: 'the public keys of the app',
    section: 'RFC 7591 section 2',
    why: 'Without a registered key there is nothing to verify the signature with.',
  },
  'assertion method': {
    title: 'how the app is set to authenticate',
    section: 'OpenID Connect Core 1.0 section 9',
    why: 'Keys stay registered when an app is switched to a client secret, but must not work meanwhile.',
  },
  'assertion alg': {
    title: 'the signature algorithm of the assertion',
    section: 'RFC 8725 section 3.1',
    why: '"none" means there is no signature, and anyone can make an HMAC that uses the public key as its secret.',
  },
  'assertion kid': {
    title: 'the key that the assertion names',
    section: 'RFC 7515 section 4.1.4',
    why: 'An app with several keys has to say which one it used.',
  },
  'assertion signature': {
    title: 'the signature of the assertion',
    section: 'RFC 7523 section 3 (9)',
    why: 'Only the app has the private key.',
  },
  'assertion aud': {
    title: 'the address that the assertion is for',
    section: 'RFC 7523 section 3 (3)',
    why: 'A server that receives an assertion must not be able to use it at another one.',
  },
  'assertion exp': {
    title: 'when the assertion expires',
    section: 'RFC 7523 section 3 (4)',
    why: 'A stolen assertion must stop working by itself.',
  },
  'assertion iat': {
    title: 'when the assertion was made',
    section: 'RFC 7523 section 3 (6)',
    why: 'An assertion dated in the future could be kept for later.',
  },
  'assertion nbf': {
    title: 'from when the assertion is good',
    section: 'RFC 7523 section 3 (5)',
    why: 'The app itself asks not to accept it earlier.',
  },
  'assertion jti': {
    title: 'whether the assertion was used before',
    section: 'RFC 7523 section 3 (7)',
    why: 'Otherwise anyone who sees an assertion could send it again.',
  },
} satisfies Record<string, CheckWords>;
