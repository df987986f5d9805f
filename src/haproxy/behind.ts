import type { BackendModel, FrontendModel, HaproxyModel } from './model/types.ts';

/** The backends that serve what comes in on one of the addresses; each once. */
export function backendsBehind(
  model: HaproxyModel,
  addresses: readonly { address: string }[],
): BackendModel[] {
  const names = frontendsOn(model, addresses).flatMap((one) => [
    ...(one.kind === 'listen' ? [one.name] : []),
    ...(one.defaultBackend === null ? [] : [one.defaultBackend]),
    ...one.useBackends,
  ]);
  return model.backends.filter(({ name, servers }) => names.includes(name) && servers.length > 0);
}

/** Frontends that listen on one of the addresses, or on all. */
export function frontendsOn(
  { frontends }: HaproxyModel,
  addresses: readonly { address: string }[],
): FrontendModel[] {
  const wanted = ['*', '::', ...addresses.map(({ address }) => address)];
  return frontends.filter(({ binds }) => binds.some(({ address }) => wanted.includes(address)));
}
