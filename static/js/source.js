// By which link somebody came (`?s=flyer`) goes along to the campaign's other pages: the form by
// itself, the letters, another language. Without this file it is known on the first page only,
// where nearly everybody signs. It stays in the address: nothing is stored.

const code = new URLSearchParams(location.search).get("s");

if (code) {
  for (const link of document.querySelectorAll("main a[href], .languages a[href]")) {
    const to = new URL(link.href, location.href);
    const isOfACampaign = /^\/[\w-]+\/c\/[\w-]+\//.test(to.pathname);
    if (to.origin !== location.origin || !isOfACampaign || to.pathname === location.pathname) continue;
    to.searchParams.set("s", code);
    link.href = to.href;
  }
}
