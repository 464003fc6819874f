import type Router from '@koa/router';
import type Koa from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../context.js';
import type { AdminRole, User } from '../model/user.js';
import type { SwitchSettings } from '../practice/switches/switches.js';

/** A part of the console. Removing one is deleting its files and its line in `routes.ts`. */
export interface Area {
  /** Its link in the navigation. */
  link?: NavigationLink;
  /** Messages that a page shows after a form was accepted, by the name in its address: `?notice=saved`. */
  notices?: Record<string, string>;
  routes: (context: OrgContext, provider: Provider) => Router<AdminState>;
}

export type NavigationLink = readonly [path: string, label: string];

/** The signed-in user. */
export interface Admin {
  user: User;
  /** Null: the user is told that a role is missing, and sees nothing else. */
  role: AdminRole | null;
  /** Whether the role allows changes. */
  mayChange: boolean;
  /** Belongs to this session and is part of every form, against cross-site request forgery. */
  formToken: string;
}

/** What every page of the console can use. */
export interface AdminState {
  admin: Admin;
  /** The body of a POST. */
  form: URLSearchParams;
  switches: SwitchSettings;
  navigation: readonly NavigationLink[];
  /** Those of all areas. */
  notices: ReadonlyMap<string, string>;
}

/** The context of a request to the console. */
export type AdminContext = Koa.ParameterizedContext<AdminState> & { params: Record<string, string> };

/** Answers a request to the console. */
export type Handler = (ctx: AdminContext) => void | Promise<void>;
