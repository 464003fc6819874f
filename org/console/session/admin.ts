import type Koa from 'koa';
import type { AdminRole, User } from '../../model/user.js';
import type { SwitchSettings } from '../../practice/switches/switches.js';

/** Who uses the console. */
export interface Admin {
  user: User;
  /** Null for somebody who gets no further than the page that says so. */
  role: AdminRole | null;
  /** Whether the role allows changes. */
  mayChange: boolean;
  /** Stands in every form and belongs to this session, so that nobody else can write a form that is taken. */
  formToken: string;
}

/** What stands behind every page of the console. */
export interface AdminState {
  admin: Admin;
  /** What was sent, of a POST. */
  form: URLSearchParams;
  switches: SwitchSettings;
}

/** The context of a page of the console. */
export type AdminContext = Koa.ParameterizedContext<AdminState> & { params: Record<string, string> };

/** Okta's names of the roles. */
export const ROLE_NAMES: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Super Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
};
