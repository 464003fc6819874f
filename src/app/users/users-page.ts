import type { HttpResponse } from '@angular/common/http';
import { nextPage, type NextPage } from './next-page';

/** What the table shows of a user (Okta Users API). */
export interface User {
  id: string;
  name: string;
  login: string;
  status: string;
  /** ISO 8601; null: never. */
  lastLogin: string | null;
}

export interface UsersPage {
  users: User[];
  next: NextPage;
}

/** Thrown for an answer that is fine by its status but is no list of users, such as the page of a proxy. */
export class NoUserList extends Error {
  readonly code = 'ERR_NO_USER_LIST';
  override readonly name = 'NoUserList';
}

/**
 * Reads an answer of `GET /api/v1/users`.
 *
 * @param response its body parsed as JSON
 * @param page the address that was asked, absolute
 * @throws NoUserList
 */
export function readUsersPage(response: HttpResponse<unknown>, page: string): UsersPage {
  const { body, headers } = response;
  if (!Array.isArray(body)) throw new NoUserList(`Expected a JSON array of users, came ${kindOf(body)}.`);
  return { users: body.map(readUser), next: nextPage(headers.get('Link'), page) };
}

function readUser(value: unknown, index: number): User {
  if (!isObject(value) || typeof value['id'] !== 'string') {
    throw new NoUserList(`Expected a JSON array of users, but its item ${index + 1} has no "id".`);
  }
  const profile = isObject(value['profile']) ? value['profile'] : {};
  const login = text(profile['login']);
  const name = [profile['firstName'], profile['lastName']].map(text).filter(Boolean).join(' ');
  return {
    id: value['id'],
    name: name || text(profile['displayName']) || login,
    login,
    status: text(value['status']),
    lastLogin: text(value['lastLogin']) || null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function kindOf(body: unknown): string {
  if (body === null) return 'an empty answer';
  return typeof body === 'object' ? 'a JSON object' : `a JSON ${typeof body}`;
}
