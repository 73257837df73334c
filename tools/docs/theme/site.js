// Search over all names. Everything else on the site works without this script.
(() => {
  const root = document.currentScript.dataset.root;
  const input = document.getElementById("-search");
  const list = document.getElementById("-found");
  const status = document.getElementById("-status");
  const MOST = 20;
  let entries = null;
  let loading = null;

  // The list is fetched when somebody begins to search: it has 20,000 names.
  const load = () => loading ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = root + "names.js";
    script.onload = () => {
      const [services, pages] = window.sotaliaNames;
      // The last number says where a name's own part begins: `Config` in `sotalia.config.Config`.
      entries = pages.map(([title, path, note, words]) => [
        title, path, note, title.toLowerCase(), path.startsWith("guides/") ? 0 : title.lastIndexOf(".") + 1, words,
        words.split("|")[0] + " ",
      ]);
      for (const [service, [title, methods]] of Object.entries(services)) {
        entries.push([service, `reference/${service}/index.html`, title, `${service} ${title}`.toLowerCase(), 0]);
        for (const method of methods.split(" ")) {
          entries.push([`${service}.${method}`, `reference/${service}/${method}.html`, "", `${service}.${method}`, service.length + 1]);
        }
      }
      done();
    };
    document.head.append(script);
  });

  // What matches best comes first: the name itself, its beginning, the beginnings of its words, then any part of it.
  // Three letters find put_object: "put", and "pob" or "p_o" by the words' first letters.
  const FAVOURITES = ["s3", "dynamodb", "ec2", "lambda", "sqs", "sns", "sts", "iam"];
  const FILLERS = new Set("a an and as do for from how i in is it my of on or the to use using with".split(" "));
  const significant = (query) => query.split(/[\s._]+/).filter((word) => word && !FILLERS.has(word));
  const initials = (text) => text.split(/[^a-z0-9]+/).map((word) => word[0] ?? "").join("");
  const rank = (entry, query, typed) => {
    const [title, , , text, start, words, asked] = entry;
    const own = text.slice(start);
    let score = title.slice(start) === typed ? 0 : own === query || text === query ? 0.1 : asked?.includes(` ${query} `) ? 0.9 : own.startsWith(query) || text.startsWith(query) ? 1
      : text.includes("_" + query) || text.includes(" " + query) || text.includes("." + query) ? 2
      : asked?.includes(" " + query) ? 2.5 : text.includes(query) ? 3 : query.length > 1 && initials(own).startsWith(query) ? 4 : -1;
    if (score < 0) {
      // Several words: all of them in a name; or, in guides, in their texts; or there as many as possible.
      const parts = significant(query);
      const elsewhere = parts.filter((word) => !text.includes(word) && !asked?.includes(" " + word));
      const missing = elsewhere.filter((word) => !words?.includes(" " + word));
      if (!parts.length || (missing.length && (!words || missing.length * 2 > parts.length))) return -1;
      score = 2 + elsewhere.length / parts.length + 4 * missing.length;
    }
    const favourite = FAVOURITES.indexOf(title.split(".")[0]);
    return score * 1000 + (favourite < 0 ? words ? 100 : 400 : favourite * 20) + Math.min(own.length, 99);
  };

  const show = () => {
    const typed = input.value.trim();
    const query = typed.toLowerCase();
    list.replaceChildren();
    list.hidden = !query || !entries;
    status.textContent = "";
    if (list.hidden) return;
    const best = [];
    for (const entry of entries) {
      const score = rank(entry, query, typed);
      if (score >= 0) best.push([score, entry]);
    }
    best.sort((a, b) => a[0] - b[0] || a[1][0].localeCompare(b[1][0]));
    // Whatever names there are, the best places in guides are shown too.
    const guides = best.slice(MOST - 4).filter(([, [, path]]) => path.startsWith("guides/")).slice(0, 4);
    for (const [, [title, path, note]] of [...best.slice(0, MOST - guides.length), ...guides]) {
      const link = document.createElement("a");
      link.href = root + path;
      link.textContent = title;
      if (note) link.append(" ", Object.assign(document.createElement("small"), { textContent: note }));
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    status.textContent = `${Math.min(best.length, MOST)} found`;
    if (!best.length) list.append(Object.assign(document.createElement("li"), { textContent: `Nothing is called ${query}.` }));
  };

  input.addEventListener("focus", load);
  input.addEventListener("input", () => load().then(show));
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape") {
      list.hidden = true;
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && input.form.contains(document.activeElement)) {
      const links = [input, ...list.querySelectorAll("a")];
      const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (!input.form.contains(event.target)) list.hidden = true;
  });

  // A link into a part that is folded opens it.
  const reveal = () => {
    let element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const target = element;
    for (; element; element = element.parentElement) if (element.tagName === "DETAILS") element.open = true;
    target?.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();
  // On a narrow screen the menu of the guides begins folded.
  if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".menu details")?.removeAttribute("open");
})();
