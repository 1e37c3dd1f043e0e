// What the tracking page loads when it is first asked for: withdrawing, saying something, administering.

import { act as administer, read as confirmRead, say as speak } from "./say.js";
import { askWithdraw } from "./withdraw.js";

export const withdraw = askWithdraw;
export const say = speak;
export const act = administer;
export const read = confirmRead;
