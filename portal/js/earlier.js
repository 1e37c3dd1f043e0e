// 材料复用: files the person uploaded before, offered where a field takes them.

import { $, el } from "./dom.js";
import { call } from "./api.js";
import { busy, note, openSheet, sentence } from "./sheet.js";
import { moment, pick, size, t } from "./words.js";

/** Lists what fits `field`; the chosen one is copied on the server and given to `take`. */
export async function chooseEarlier(field, service, take) {
  const query = `service=${encodeURIComponent(service)}&field=${encodeURIComponent(field.name)}`;
  const list = el("div", { class: "cells" });
  const body = el("div", {}, list);
  const failed = (problem) => {
    if (!(problem.status >= 0)) throw problem;
    note(body, pick(problem.errors[0]?.message) || sentence(problem), "error");
  };
  const sheet = openSheet({ title: t("file.earlier"), body });
  const row = (item) => {
    const use = async () => {
      const { body: made } = await call("POST", `uploads/${item.id}/copy`, { body: { service, field: field.name } });
      take(made);
      sheet.close();
    };
    const told = t("file.earlier-row", { at: moment(item.at), service: pick(item.service.name) });
    return el("button", { type: "button", class: "cell cell--link", onclick: (event) => busy(event.currentTarget, () => use().catch(failed)) }, el("span", { class: "cell__main" }, el("b", {}, item.name), el("small", {}, told)), el("small", {}, size(item.size)));
  };
  try {
    const { body: found } = await call("GET", `uploads?${query}`);
    list.replaceChildren(...(found.items.length ? found.items.map(row) : [el("p", { class: "cell quiet" }, t("file.earlier-none"))]));
    $("button", list)?.focus();
  } catch (problem) {
    failed(problem);
  }
}
