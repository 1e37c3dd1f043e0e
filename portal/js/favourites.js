// Stars: what somebody keeps is kept in the hall, so that it is there on every device.

import { $, el, say } from "./dom.js";
import { call } from "./api.js";
import { busy, sentence } from "./sheet.js";
import { t } from "./words.js";

/** Makes `button` the star of service `code` for `who`; a name says which one where the page has many. */
export function startStar(button, code, who, name = "") {
  const words = $("span", button);
  let kept = who.favourites?.includes(code) || false;
  const draw = () => {
    button.setAttribute("aria-pressed", String(kept));
    if (words) words.textContent = kept ? t("star.added") : t("star.add");
    else button.setAttribute("aria-label", t("star.named", { name }));
  };
  button.hidden = false;
  draw();
  button.addEventListener("click", () =>
    busy(button, async () => {
      try {
        await call(kept ? "DELETE" : "PUT", `me/favourites/${encodeURIComponent(code)}`);
      } catch (problem) {
        if (!(problem.status >= 0)) throw problem;
        trouble(button, sentence(problem));
        return;
      }
      kept = !kept;
      draw();
      say(kept ? t("star.added") : t("star.add"));
    }),
  );
}

function trouble(button, text) {
  $(".star__said")?.remove();
  button.after(el("span", { class: "star__said", role: "alert" }, text));
}
