// Keys, live updates, copying, times in the zone of the browser. The server renders everything; without this file the
// pages work too.

const POLL = 5000; // milliseconds between two looks while the websocket is down
const REFRESH = "X-Mockkf-Refresh";
const QUIET = 60; // milliseconds to wait for more changes before one look
const FIRST_RETRY = 500;
const root = document.body.dataset.root;

// Live: an event is a hint, and the page then requests itself again and takes these parts out of the answer.

const LIVE = ["#list", "#planned", "#beside", "#side", "#fault-bar"];
let pending = 0;
let running = false;

function changed(wait = QUIET) {
  pending ||= setTimeout(() => refresh(), wait);
}

let isGone = false; // what this page shows was removed: keep it, and take the rest from the list

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status < 400 || !(REFRESH in ctx.request.headers)) return;
  event.preventDefault();
  isGone = ctx.request.action !== `${root}/`;
});

async function refresh(path = location.pathname) {
  pending = 0;
  if (running || typing()) return changed(250);
  running = true;
  const [target, ...others] = LIVE.filter((selector) => document.querySelector(selector));
  try {
    await htmx.ajax("GET", path + location.search, {
      source: "#live",
      target,
      select: target,
      swap: "outerMorph",
      selectOOB: others.map((selector) => `${selector}:outerMorph`).join(),
      headers: { [REFRESH]: "1" },
    });
  } finally {
    running = false;
  }
  if (isGone) {
    isGone = false;
    await refresh(`${root}/`);
  }
}

function typing() {
  return document.activeElement?.matches("input, textarea") && document.activeElement.value !== document.activeElement.defaultValue;
}

let state = "off";
let words = "not live";

function showState(newState = state, newWords = words) {
  [state, words] = [newState, newWords];
  const live = document.getElementById("live");
  if (!live || live.dataset.state === state) return;
  live.dataset.state = state;
  live.querySelector(".live-words").textContent = words;
}

let retry = FIRST_RETRY;
let poll = 0;

function connect() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}${root}/api/events?calls=1`);
  socket.onopen = () => {
    clearInterval(poll);
    poll = 0;
    retry = FIRST_RETRY;
    showState("live", "live");
    changed(0); // what happened since the page was rendered
  };
  socket.onmessage = (event) => {
    const { Type: type, Data: data } = JSON.parse(event.data);
    const { total, unread } = document.getElementById("side").dataset;
    if (type !== "stats" || data.Total !== Number(total) || data.Unread !== Number(unread)) changed();
  };
  socket.onclose = () => {
    showState("polling", `every ${POLL / 1000} s`);
    poll ||= setInterval(changed, POLL, 0);
    setTimeout(connect, retry);
    retry = Math.min(retry * 2, 30000);
  };
}

// Keys. Each of them does what a control of the page does.

const rows = () => [...document.querySelectorAll("#rows .row")];
const press = (id) => document.getElementById(id)?.click();

function move(by) {
  const found = rows();
  const at = found.indexOf(document.activeElement);
  const from = at < 0 ? found.findIndex((row) => row.ariaCurrent) : at;
  const next = found[Math.min(Math.max(from + by, 0), found.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const onRow = () => document.activeElement?.closest("#rows li[data-uid]");

function act(path, values) {
  const query = new URLSearchParams(location.search);
  const kept = Object.fromEntries(["q", "show", "start"].filter((name) => query.has(name)).map((name) => [name, query.get(name)]));
  const at = rows().indexOf(document.activeElement);
  return htmx
    .ajax("POST", root + path, { values: { ...kept, ...values }, target: "#app", select: "#app", swap: "outerMorph", push: "true" })
    .then(() => at >= 0 && (rows()[at] ?? rows().at(-1))?.focus());
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.getElementById("search")?.select(),
  u: () => (onRow() ? act(`/inbox/unread/${onRow().dataset.uid}`) : press("mark-unread")),
  a: () => press("read-all"),
  Delete: () => (onRow() ? act("/inbox/delete", { id: onRow().dataset.uid }) : press("delete")),
  Escape: () => {
    document.activeElement?.blur();
    document.getElementById("toast")?.remove();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, textarea, select") && event.key !== "Escape") return;
  const tab = /^[1-8]$/.test(event.key) && document.querySelector(`#tabs [data-key="${event.key}"]`);
  const does = tab ? () => tab.click() : KEYS[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

// A menu closes when its form was sent.

document.addEventListener("submit", (event) => event.target.querySelector(".more[open]")?.removeAttribute("open"));

// Copying.

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  } catch {
    getSelection().selectAllChildren(text); // without https there is no clipboard
  }
});

// Narrow: the tabs are wider than the window.

function showTab() {
  document.querySelector("#tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Times.

function localize() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    const clock = moment.toLocaleTimeString("sv-SE");
    const words = "long" in time.dataset ? `${moment.toLocaleDateString("sv-SE")} ${clock}` : clock;
    if (time.textContent !== words) time.textContent = words;
    time.title = `${time.dateTime} (UTC)`;
  }
}

document.addEventListener("htmx:after:swap", () => {
  localize();
  showState();
  showTab();
});
localize();
showTab();
connect();
