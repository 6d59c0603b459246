package io.tombolo.page;

import io.tombolo.verifier.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium, for a test class. Tests are skipped, with a message, where there is none. */
public final class Browser implements AutoCloseable {
    /** A name that is not loopback to the browser, so that its pages have no WebCrypto; it leads to this machine all the same. */
    public static final String INSECURE_HOST = "auditor.example";

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The one of this JVM. */
    private static @Nullable Browser shared;

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /**
     * A tab that has kept nothing of the ones before, in the Chromium that the classes of this JVM share: to start one takes some seconds of
     * CPU. One at a time; {@link #close} ends the tab, and Chromium ends with the JVM.
     */
    public static synchronized Browser start() {
        Browser running = shared;
        if (running == null || !running.answers()) {
            running = start("en-GB");
            shared = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::quit, "end of Chromium"));
        }
        return running;
    }

    private boolean answers() {
        try {
            return driver.getWindowHandles().size() == 1;
        } catch (WebDriverException e) {
            return false;
        }
    }

    /** Starts one of its own that prefers a language, as "zh-CN", with further arguments of Chromium's. */
    public static Browser start(String language, String... further) {
        String why = "the page is not tried in a browser; Debian's packages chromium and chromium-driver bring both";
        Path chromium = Programs.require(why, "chromium", "chromium-browser", "google-chrome");
        Path chromeDriver = Programs.require(why, "chromedriver");
        try {
            Path profile = Files.createTempDirectory("page-browser");
            LoggingPreferences logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            logs.enable(LogType.PERFORMANCE, Level.ALL);
            ChromeOptions options = new ChromeOptions();
            options.setBinary(chromium.toFile());
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    // Otherwise Chromium drops changes of the address beyond 200 in 10 s, as a test makes them.
                    "--disable-ipc-flooding-protection",
                    // Otherwise each page gets a process of its own, and another is started in advance.
                    "--disable-features=BackForwardCache,SpareRendererForSitePerProcess",
                    // Otherwise the ripples of the overview are drawn for as long as it is shown.
                    "--force-prefers-reduced-motion",
                    "--lang=" + language,
                    "--accept-lang=" + language,
                    "--user-data-dir=" + profile,
                    "--host-resolver-rules=MAP " + INSECURE_HOST + " 127.0.0.1",
                    "--window-size=1280,900");
            options.addArguments(further);
            options.setCapability("goog:loggingPrefs", logs);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(chromeDriver.toFile())
                    .usingAnyFreePort()
                    .build();
            ChromeDriver driver = new ChromeDriver(service, options);
            driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(10));
            return new Browser(profile, driver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Selenium's driver, for what is not here. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Loads a page in a tab that has kept nothing of the one before. */
    public void open(String address) {
        driver.get("about:blank");
        driver.get(address);
    }

    /** The only element that a selector of CSS names, as soon as it is there. */
    public WebElement find(String selector) {
        await(selector, () -> !driver.findElements(By.cssSelector(selector)).isEmpty());
        return driver.findElement(By.cssSelector(selector));
    }

    /** All elements that a selector of CSS names now. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** What the page shows now. */
    public String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    /** Waits until the page shows a text. */
    public void awaitText(String text) {
        await(text, () -> text().contains(text));
    }

    /** Waits for a state of the page. */
    public void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(LONGEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(30))
                .ignoreExceptions()
                .until(holds);
    }

    /** Runs JavaScript in the page. */
    public Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** Runs JavaScript that answers by its last argument, a function. */
    public Object runAsync(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
    }

    /** Puts files into a file input, as a visitor who chooses them. */
    public void choose(String selector, Path... files) {
        WebElement input = find(selector);
        input.sendKeys(Arrays.stream(files)
                .map(file -> file.toAbsolutePath().toString())
                .collect(Collectors.joining("\n")));
    }

    /** Writes into a field in place of what is there. */
    public void write(String selector, String text) {
        WebElement field = find(selector);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** The button with this text, as soon as it is there. */
    public WebElement button(String text) {
        await(text, () -> hasButton(text));
        return buttons(text).get(0);
    }

    private boolean hasButton(String text) {
        return !buttons(text).isEmpty();
    }

    private List<WebElement> buttons(String text) {
        return all("button").stream().filter(one -> one.getText().equals(text)).toList();
    }

    /** No request reaches anything from here on. */
    public void cutNetwork() {
        network(true);
    }

    /** Requests reach their servers again. */
    public void restoreNetwork() {
        network(false);
    }

    private void network(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** A screen of so many CSS pixels. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** What the system prefers. */
    public void prefersDark(boolean dark) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** How much wider than its screen the page is, in CSS pixels: 0 when nothing is cut off. */
    public long cutOff() {
        Object width = run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) width).longValue();
    }

    /** Elements whose content is wider than they are, unless they scroll: what a reader would not see. */
    public List<?> clipped() {
        return (List<?>) run("""
                return [...document.querySelectorAll('body *')]
                  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                    && getComputedStyle(e).position !== 'absolute' && e.getClientRects().length > 0)
                  .map(e => e.tagName + '.' + (e.getAttribute('class') ?? '') + ' ' + e.textContent.slice(0, 40))
                """);
    }

    /** With {@code -Dpage.pictures=true}, writes the whole page as a picture to target/screenshots of the module that is tested. */
    public void screenshot(String name) {
        if (!Boolean.getBoolean("page.pictures")) {
            return;
        }
        try {
            Number height = (Number) run("return document.documentElement.scrollHeight");
            Map<?, ?> clip = Map.of(
                    "x",
                    0,
                    "y",
                    0,
                    "width",
                    run("return document.documentElement.clientWidth"),
                    "height",
                    height,
                    "scale",
                    1);
            Map<String, Object> answer = driver.executeCdpCommand(
                    "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
            Path folder = Files.createDirectories(Path.of("target", "screenshots"));
            Files.write(
                    folder.resolve(name + ".png"),
                    OutputType.BYTES.convertFromBase64Png(String.valueOf(answer.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What axe-core finds wrong with the page as it is, a line for each; empty for a page without violations. */
    public List<?> axe() {
        run(axeSource());
        return (List<?>) runAsync("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                  r => done(r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | '))),
                  e => done([String(e)]));
                """);
    }

    private static String axeSource() {
        try (InputStream in = Browser.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            return new String(Objects.requireNonNull(in, "axe-core").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the console reported since the last call, without information. */
    public List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /** Addresses that were asked for since the last call, by any request of the page or of its workers. */
    public List<String> requests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> message.replaceAll("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Override
    public void close() {
        if (this == shared) {
            renewTab();
        } else {
            quit();
        }
    }

    /** Another tab has nothing of what DevTools was asked to emulate; each test's server has a port of its own, and with it an origin. */
    private void renewTab() {
        Set<String> before = driver.getWindowHandles();
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", "file://", "storageTypes", "all"));
        driver.switchTo().newWindow(WindowType.TAB);
        String after = driver.getWindowHandle();
        before.forEach(tab -> driver.switchTo().window(tab).close());
        driver.switchTo().window(after);
        complaints();
        requests();
    }

    private void quit() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // A folder of temporary files that the browser still writes to.
        }
    }
}
