#include "server/main/command_line.h"

int main(int argc, char** argv)
{
    return tokenhouse::server::runCommandLine(argc, argv);
}
