// My certificates; for people of a department that issues some, its own below (issued.js).

import { $ } from "./dom.js";
import { call } from "./api.js";
import { certificateRow } from "./certificate_row.js";
import { startSignedIn } from "./frame.js";
import { fillList } from "./pages.js";
import { t } from "./words.js";

const root = $("#certificates");

startSignedIn(root).then(async (who) => {
  if (!who) return;
  await fillList($("#own", root), "me/certificates", (one) => certificateRow(one), t("cert.none"));
  if (!who.positions?.length) return;
  const { body } = await call("GET", "certificate-choices").catch(() => ({ body: { units: [] } }));
  if (body.units.length) import("./issued.js").then(({ issued }) => issued($("#issued", root), body.units));
});
