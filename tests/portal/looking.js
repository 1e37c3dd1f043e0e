// What can be measured of a page as it stands; an expression, whose functions answer lists of what is wrong.
(() => {
  const CONTROLS = "a[href], button, summary, input, select, textarea, [role=tab], [role=option], [role=button], [role=link]";
  const TEXTS = "button, .button, .state, .chip, .tool, .nav a, label, legend, th, dt, h1, h2, h3, .cell__main, .cell__main b, .due, .count";
  const SCROLLING = ".scroll, .scrolling, .diagram, .register__rows, pre";
  const seen = (one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !one.closest(".unseen, .skip, svg, [inert]")
    && one.getBoundingClientRect().width > 1;
  const said = (one) => one.textContent.trim() || one.name || one.getAttribute("aria-label") || "";
  const told = (one) => `${one.localName}${one.id && `#${one.id}`}.${[...one.classList].join(".")} “${said(one).replace(/\s+/g, " ").slice(0, 40)}”`;
  const all = (wanted) => [...document.querySelectorAll(wanted)].filter(seen);
  const style = (one, part) => getComputedStyle(one, part);

  /** What a finger meets: a box and its words, and what is drawn around it to be touched. */
  const area = (one) => {
    const label = ["checkbox", "radio", "file"].includes(one.type) && one.closest("label");
    const after = style(one, "::after");
    const around = after.content !== "none" && after.position === "absolute";
    const more = around ? Math.max(0, -parseFloat(after.top) - parseFloat(after.bottom)) : 0;
    const { width, height } = (label || one).getBoundingClientRect();
    return { width, height: height + more };
  };
  /** A link within a sentence is as high as its line (WCAG 2.5.5). */
  const inText = (one) => {
    const beside = [...one.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 1);
    return one.localName === "a" && style(one).display.startsWith("inline") && (beside || one.closest(".prose"));
  };
  const stays = (one) => {
    for (let at = one; at; at = at.parentElement) if (["fixed", "sticky"].includes(style(at).position)) return true;
    return false;
  };
  const plain = (text) => text.replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();

  return {
    /** Controls that are smaller than a finger, which needs `touch` pixels. */
    small(touch) {
      const boxes = all(CONTROLS).filter((one) => !inText(one)).map((one) => [one, area(one)]);
      const small = boxes.filter(([, { width, height }]) => height < touch - 0.5 || width < touch - 0.5);
      return small.map(([one, { width, height }]) => `${told(one)} ${Math.round(width)}×${Math.round(height)}`);
    },
    /** Texts that their box does not hold, and boxes that the window does not hold. */
    cut() {
      const meant = (one) => ["auto", "scroll"].includes(style(one).overflowX) || style(one).textOverflow === "ellipsis";
      const boxes = all(TEXTS);
      const cut = boxes.filter((one) => !meant(one) && one.clientWidth && one.scrollWidth > one.clientWidth + 1);
      const out = boxes.filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return (left < -1 || right > innerWidth + 1) && !one.closest(SCROLLING);
      });
      return [...new Set([...cut.map((one) => `cut: ${told(one)}`), ...out.map((one) => `outside: ${told(one)}`)])];
    },
    /** Controls of which a quarter lies under another one. */
    over() {
      const boxes = all(CONTROLS).filter((one) => !stays(one)).map((one) => [one, one.getBoundingClientRect()]);
      const together = (one, other) => one.contains(other) || other.contains(one)
        || (one.closest("label, .stars") && one.closest("label, .stars") === other.closest("label, .stars"));
      return boxes.flatMap(([one, a], at) => boxes.slice(at + 1).filter(([other, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const least = Math.min(a.width * a.height, b.width * b.height);
        return wide > 3 && high > 3 && wide * high > least / 4 && !together(one, other);
      }).map(([other]) => `${told(one)} lies over ${told(other)}`));
    },
    /** Controls that are called otherwise than they are inscribed: a voice cannot reach them (WCAG 2.5.3). */
    misnamed() {
      return all(CONTROLS).filter((one) => one.hasAttribute("aria-label") && plain(one.innerText || ""))
        .filter((one) => !plain(one.getAttribute("aria-label")).includes(plain(one.innerText))).map(told);
    },
    /** Controls that nothing marks as such when the system's colours take all backgrounds away. */
    bare() {
      const lined = ({ borderTopStyle, borderTopWidth }) => borderTopStyle !== "none" && borderTopWidth !== "0px";
      const shows = (one) => lined(style(one)) || style(one).textDecorationLine.includes("underline")
        || style(one).outlineStyle !== "none" || one.querySelector(".glyph, svg");
      return all("button, .button, input:not([type=file], [type=checkbox], [type=radio]), select, textarea")
        .filter((one) => !one.matches("[role=tab], .cell, .switch button") && !shows(one)).map(told);
    },
    moving: () => document.getAnimations().map((one) => one.animationName || one.transitionProperty),
    wide: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
})()
