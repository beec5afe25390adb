@echo off
rem Builds the program where it is missing, then runs it. After a change of the sources: mvn package
setlocal
set "HOME_DIR=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1 || (echo delineate: no Java found: install a JDK, 17 or newer, from https://adoptium.net>&2 & exit /b 1)
set "MODULE=cli"
set "RUN=-jar "%HOME_DIR%cli\target\delineate.jar""
if "%~1"=="archive" (
    set "MODULE=spark"
    set "RUN="@%HOME_DIR%spark\java.options" -cp "%HOME_DIR%cli\target\delineate.jar;%HOME_DIR%spark\target\delineate-spark.jar;%HOME_DIR%spark\target\lib\*" org.delineate.cli.Main"
)
set "BUILT=%HOME_DIR%cli\target\delineate.jar"
if "%MODULE%"=="spark" set "BUILT=%HOME_DIR%spark\target\delineate-spark.jar"
if not exist "%BUILT%" (
    where mvn >nul 2>&1 || (echo delineate: no Maven found: install it from https://maven.apache.org>&2 & exit /b 1)
    echo delineate: builds the program first; up to 210 MB of libraries are downloaded where they are missing>&2
    pushd "%HOME_DIR%"
    call mvn -q -B -pl %MODULE% -am -DskipTests -Dmaven.test.skip -Dspotless.check.skip package 1>&2 || (popd & exit /b 1)
    popd
)
if not defined OPENBLAS_NUM_THREADS set OPENBLAS_NUM_THREADS=1
"%JAVA%" -XX:MaxRAMPercentage=50 -XX:+UseParallelGC -XX:-UsePerfData -Djava.awt.headless=true ^
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 "-Ddelineate.home=%HOME_DIR%." %JAVA_OPTS% ^
    %RUN% %*
exit /b %ERRORLEVEL%
