// Forms work without this. With it, a press changes the page in place: the same form is sent, the page that
// comes back is read, and its parts marked data-fragment take the place of ours. Whatever goes wrong, the
// browser sends the form itself.

const policy = window.trustedTypes?.createPolicy("fragments", { createHTML: (text) => text });
const parse = (text) => new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");

function swap(page) {
  for (const fresh of page.querySelectorAll("[data-fragment]")) {
    const old = document.getElementById(fresh.id);
    if (!old) throw new Error("another page");
    if (Number(fresh.dataset.version) >= Number(old.dataset.version)) old.replaceWith(document.adoptNode(fresh));
  }
}

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "text/html" },
  });
  const page = parse(await answer.text());
  if (!page.querySelector("[data-fragment]")) throw new Error("no such part");
  swap(page);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  const label = document.activeElement?.textContent;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    await send(form);
    const again = [...document.querySelectorAll("[data-fragment] button")].find((b) => b.textContent === label);
    (again ?? document.querySelector("[data-fragment] button") ?? document.getElementById("main")).focus();
  } catch {
    form.submit();
  }
});

// The answer to a login that failed is what to read first.
document.querySelector("[role=alert]")?.setAttribute("tabindex", "-1");
document.querySelector("[role=alert]")?.focus();
