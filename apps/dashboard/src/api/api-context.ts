import { createContext, useContext } from 'react';
import type { Client } from './client.js';

export const ApiContext = createContext<Client | null>(null);

export function useApi(): Client {
  const client = useContext(ApiContext);
  if (client === null) throw new Error('useApi outside of ApiContext');
  return client;
}
