// An organisation's own key: made here, in the browser, and shown to be saved. The private half and
// the passphrase never leave the page. See key-files.js for what a key file is; both are classic
// scripts, since libsodium is one.

(() => {
  const SHORTEST = 16; // characters
  const WORDS = 7; // of four letters each: 88 bits, which nobody guesses
  const CONSONANTS = "bdfghjklmnprstvz"; // 16
  const VOWELS = "aeiou"; // 5
  // What the server seals to a key to see whether it opens. Nothing else is ever told: a page must
  // not be able to have a name opened in place of it.
  const CHECK = /^undersigned check: ([0-9A-Z]{16})$/;

  // Let the page be drawn before it stands still for some seconds.
  const drawn = () => new Promise((resolve) => setTimeout(resolve, 60));

  const say = (place, words) => {
    place.textContent = words;
    place.hidden = !words;
  };

  function randomWords() {
    const pick = (letters) => letters[sodium.randombytes_uniform(letters.length)];
    const syllable = () => pick(CONSONANTS) + pick(VOWELS);
    return Array.from({ length: WORDS }, () => syllable() + syllable()).join(" ");
  }

  function strengthOf(passphrase, suggested) {
    if (passphrase.length < SHORTEST) return "short";
    if (passphrase === suggested) return "good";
    const letters = new Set(passphrase.toLowerCase().replace(/\s/g, ""));
    const words = new Set(passphrase.toLowerCase().split(/\s+/));
    const repeats = letters.size < 8 || /^\d+$/.test(passphrase.replace(/\s/g, ""));
    return repeats || (words.size === 1 && letters.size < 10) ? "weak" : "fair";
  }

  // --- Made ---------------------------------------------------------------------------------

  function make(page) {
    const find = (name) => page.querySelector(`[data-${name}]`);
    const form = find("words-form");
    const [passphrase, again] = form.querySelectorAll(".field input");
    const trouble = find("trouble");
    const goOn = find("go-on");
    let suggested = randomWords();
    let isSaved = false;
    let isLeaving = false;

    const showStrength = () => {
      const strength = strengthOf(passphrase.value, suggested);
      find("strength").textContent = passphrase.value ? page.dataset[strength] : "";
      return strength;
    };
    const show = (isShown) => {
      for (const field of [passphrase, again]) field.type = isShown ? "text" : "password";
      find("show").checked = isShown;
    };
    const suggest = () => {
      find("suggested").textContent = suggested;
    };

    suggest();
    find("others").addEventListener("click", () => {
      suggested = randomWords();
      suggest();
    });
    find("take").addEventListener("click", () => {
      passphrase.value = suggested;
      again.value = "";
      show(true);
      showStrength();
      again.focus();
    });
    find("show").addEventListener("change", (event) => show(event.target.checked));
    passphrase.addEventListener("input", showStrength);

    const troubleWith = () => {
      const strength = showStrength();
      if (strength === "short" || strength === "weak") return page.dataset[strength];
      return passphrase.value === again.value ? "" : page.dataset.differs;
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say(trouble, troubleWith());
      if (!trouble.hidden) return;
      const button = form.querySelector(".button");
      button.disabled = true;
      find("working").hidden = false;
      await drawn();
      try {
        made(passphrase.value);
      } catch (error) {
        if (!(error instanceof KeyFiles.Trouble)) throw error;
        say(trouble, page.dataset.memory);
      } finally {
        button.disabled = false;
        find("working").hidden = true;
      }
    });

    function made(words) {
      const { publicKey, privateKey } = KeyFiles.newPair();
      const content = KeyFiles.write(privateKey, words);
      const fingerprint = KeyFiles.fingerprint(publicKey);
      for (const place of page.querySelectorAll("[data-fingerprint]")) {
        place.textContent = fingerprint;
      }
      const code = KeyFiles.recoveryCode(privateKey).map((groups) => groups.join(" "));
      find("code").textContent = code.join("\n");
      sodium.memzero(privateKey);
      const save = find("save");
      save.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
      save.download = `${page.dataset.name}-key-${fingerprint.slice(0, 4)}.json`;
      goOn.elements.public_key.value = KeyFiles.toText(publicKey);
      passphrase.value = "";
      again.value = "";
      page.querySelector(".suggestion").remove();
      form.remove();
      find("before").remove();
      find("made").hidden = false;
      for (const step of page.querySelectorAll(".step-ahead")) step.classList.remove("step-ahead");
      for (const inside of page.querySelectorAll("[data-inside]")) inside.hidden = false;
      save.focus();
      addEventListener("beforeunload", (event) => {
        if (!isLeaving) event.preventDefault(); // the key would be gone
      });
    }

    // What comes next is what the eye falls on.
    const nextIs = (next) => {
      for (const name of ["save", "print", "next"]) {
        find(name).classList.toggle("button-quiet", name !== next);
      }
    };

    find("save").addEventListener("click", () => {
      isSaved = true;
      find("first").hidden = true;
      nextIs("print");
    });
    find("print").addEventListener("click", () => {
      find("sheet").hidden = false;
      print();
      nextIs(isSaved ? "next" : "save");
    });
    find("by-hand-instead").addEventListener("click", () => {
      find("sheet").hidden = false;
      find("sheet").scrollIntoView();
      nextIs(isSaved ? "next" : "save");
    });
    goOn.addEventListener("submit", (event) => {
      isLeaving = isSaved;
      if (!isSaved) event.preventDefault();
    });
  }

  // --- Shown to be saved --------------------------------------------------------------------

  function check(page) {
    const form = page.querySelector("[data-open]");
    const [file, passphrase] = form.querySelectorAll(".field input");
    const trouble = page.querySelector("[data-trouble]");
    const working = page.querySelector("[data-working]");
    const answer = document.querySelector("[data-answer]");
    const inWords = {
      "no-key-file": "noKeyFile",
      "later-version": "laterVersion",
      "wrong-passphrase": "wrongPassphrase",
      "no-memory": "noMemory",
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      say(trouble, file.files.length ? "" : page.dataset.missing);
      if (!trouble.hidden) return;
      working.hidden = false;
      await drawn();
      try {
        const privateKey = KeyFiles.read(await file.files[0].text(), passphrase.value);
        const word = told(page.dataset.sealed, privateKey);
        sodium.memzero(privateKey);
        if (word) {
          passphrase.value = "";
          answer.elements.word.value = word;
          answer.submit();
        } else {
          say(trouble, page.dataset.other);
        }
      } catch (error) {
        if (!(error instanceof KeyFiles.Trouble)) throw error;
        say(trouble, page.dataset[inWords[error.code] ?? error.code]);
      } finally {
        working.hidden = true;
      }
    });
  }

  // The word that was sealed to this key; nothing where it was sealed to another one.
  function told(sealed, privateKey) {
    try {
      const publicKey = KeyFiles.publicOf(privateKey);
      const opened = sodium.crypto_box_seal_open(KeyFiles.toBytes(sealed), publicKey, privateKey);
      return CHECK.exec(sodium.to_string(opened))?.[1] ?? "";
    } catch {
      return "";
    }
  }

  // --- Read from a file ---------------------------------------------------------------------

  function publicFromFile(field) {
    const trouble = field.querySelector("[data-trouble]");
    field.querySelector("input").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      say(trouble, "");
      try {
        const publicKey = KeyFiles.publicKeyIn(await file.text());
        field.closest("form").elements.public_key.value = KeyFiles.toText(publicKey);
      } catch (error) {
        const isLater = error.code === "later-version";
        say(trouble, isLater ? field.dataset.later : field.dataset.noKeyFile);
      }
    });
  }

  const behaviours = {
    "[data-key-maker]": make,
    "[data-key-check]": check,
    "[data-public-from-file]": publicFromFile,
  };

  sodium.ready.then(() => {
    for (const [selector, behave] of Object.entries(behaviours)) {
      for (const element of document.querySelectorAll(selector)) {
        behave(element);
        element.hidden = false;
      }
    }
    for (const instead of document.querySelectorAll("[data-without]")) instead.hidden = true;
  });
})();
