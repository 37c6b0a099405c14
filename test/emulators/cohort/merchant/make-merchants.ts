import {type Behavior, usualBehavior} from './behavior.js';
import {Merchant, type Mode} from './merchant.js';
import {seedMerchant} from './seed-merchant.js';

export type Merchants = Record<Mode, Merchant>;

export interface MerchantOptions {
  seed?: number;
  /** Of the test merchant. */
  users?: number;
  liveUsers?: number;
  showsCampaign?: boolean;
}

/** Makes the test and the live merchant, the same ones for the same options. */
export function makeMerchants(
  options: MerchantOptions,
  behavior: Behavior = usualBehavior,
): Merchants {
  const {seed = 1, users = 0, liveUsers = 0, showsCampaign = true} = options;
  const merchants = {
    test: new Merchant('test', seed, behavior),
    live: new Merchant('live', seed, behavior),
  };
  seedMerchant(merchants.test, seed, users);
  seedMerchant(merchants.live, seed, liveUsers);
  for (const merchant of Object.values(merchants)) merchant.showsCampaign = showsCampaign;
  return merchants;
}

/** How much each of them holds. */
export function countAll({test, live}: Merchants): object {
  const count = ({users, properties, events}: Merchant) => {
    return {users: users.count, properties: properties.all.length, events: events.size};
  };
  return {test: count(test), live: count(live)};
}
