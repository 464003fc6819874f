import type { Routes } from '@angular/router';
import { callbackRoute, signedIn } from './auth';
import { Home } from './home/home';
import { NotFound } from './not-found/not-found';

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Home, title: 'DPoP on Okta' },
  {
    path: '',
    ...signedIn,
    children: [
      {
        path: 'profile',
        loadComponent: () => import('./profile/profile').then((m) => m.Profile),
        title: 'Profile · DPoP on Okta',
      },
      {
        path: 'users',
        loadComponent: () => import('./users/users').then((m) => m.Users),
        title: 'Users · DPoP on Okta',
      },
    ],
  },
  { ...callbackRoute, title: 'Signing in · DPoP on Okta' },
  {
    path: '**',
    component: NotFound,
    title: 'Not found · DPoP on Okta',
  },
];
