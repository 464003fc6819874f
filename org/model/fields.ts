import { z } from 'zod';

/** A date and time as Okta writes it: ISO 8601 in UTC, with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });

/** @param seconds since the epoch */
export function formatTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** The beginning of a value of any length, to be quoted in an error message. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
