// What libphonenumber, and nothing else, makes of writings: `LibraryNumbers REGION` reads one a line and prints its E.164, or "-".

#include <phonenumbers/phonenumberutil.h>

#include <iostream>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

int main(int count, char **arguments) {
    const std::string region = count > 1 ? arguments[1] : "ZZ";
    const PhoneNumberUtil &library = *PhoneNumberUtil::GetInstance();
    std::string line;
    while (std::getline(std::cin, line)) {
        PhoneNumber number;
        std::string text = "-";
        if (library.Parse(line, region, &number) == PhoneNumberUtil::NO_PARSING_ERROR) {
            library.Format(number, PhoneNumberUtil::E164, &text);
        }
        std::cout << text << '\n';
    }
}
